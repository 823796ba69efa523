import { parentPort } from 'node:worker_threads';
import { transformCell, type TransformRequest } from './transform-cell.js';

// The program of CellTransformer's thread.
// oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread has no origin
parentPort!.on('message', (request: TransformRequest) => parentPort!.postMessage(transformCell(request)));
