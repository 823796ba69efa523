import { parentPort } from 'node:worker_threads';
import { transformCell, type TransformRequest } from './transform-cell.js';

// The program of CellTransformer's thread.
// oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread has no origin
parentPort!.on('message', (request: TransformRequest) => parentPort!.postMessage(transformCell(request)));
// Only now is the parser loaded, which takes seconds on a busy machine: from here on the time of a cell counts.
// oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread has no origin
parentPort!.postMessage('ready');
