import { Worker } from 'node:worker_threads';
import type { TransformRequest, TransformResult } from './transform-cell.js';

/** How long the parser may take over one cell, once it is loaded. */
const TIME_LIMIT_MS = 5_000;

/** How long it may take to load. */
const START_LIMIT_MS = 60_000;

/** Longest cell that is read, in UTF-16 units. */
const MAX_CELL_LENGTH = 256 * 1024;

let shared: CellTransformer | undefined;

/** The transformer all kernels of this process share. Starts with the first kernel, so that it is warm for its first cell. */
export function sharedCellTransformer(): CellTransformer {
  return (shared ??= new CellTransformer());
}

interface Job {
  readonly request: TransformRequest;
  readonly resolve: (result: TransformResult) => void;
}

/**
 * Runs `transformCell` in a thread of its own, one cell after the other. A cell that takes the parser too long ends the
 * thread, not the process. The thread does not keep the process alive.
 */
export class CellTransformer {
  #worker: Worker;
  readonly #queue: Job[] = [];
  #isReady = false;
  #timer: NodeJS.Timeout | undefined;

  constructor() {
    this.#worker = this.#start();
  }

  transform(request: TransformRequest): Promise<TransformResult> {
    if (request.source.length > MAX_CELL_LENGTH) {
      const message = `The cell has ${request.source.length} characters; at most ${MAX_CELL_LENGTH} are taken. Split it.`;
      return Promise.resolve({ kind: 'unreadable', message });
    }
    return new Promise((resolve) => {
      this.#queue.push({ request, resolve });
      if (this.#queue.length === 1) this.#next();
    });
  }

  #start(): Worker {
    const worker = new Worker(new URL('./transform-worker.js', import.meta.url), { resourceLimits: { maxOldGenerationSizeMb: 512 } });
    this.#isReady = false;
    worker.on('message', (said: TransformResult | 'ready') => (said === 'ready' ? this.#ready() : this.#settle(said)));
    worker.on('error', ({ message }) => this.#abandon(`The code could not be read: ${message}`));
    worker.unref();
    return worker;
  }

  #next(): void {
    const job = this.#queue[0];
    if (!job) return this.#worker.unref();
    this.#worker.ref();
    this.#watch();
    // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread has no origin
    this.#worker.postMessage(job.request);
  }

  #ready(): void {
    this.#isReady = true;
    if (this.#queue.length > 0) this.#watch();
  }

  /** A cell is not to be blamed for a thread that is still starting. */
  #watch(): void {
    clearTimeout(this.#timer);
    const [limitMs, what] = this.#isReady ? [TIME_LIMIT_MS, 'The code could not be read'] : [START_LIMIT_MS, 'The parser could not be started'];
    this.#timer = setTimeout(() => this.#abandon(`${what} within ${limitMs / 1_000} s.`), limitMs);
  }

  #settle(result: TransformResult): void {
    clearTimeout(this.#timer);
    this.#queue.shift()?.resolve(result);
    this.#next();
  }

  #abandon(message: string): void {
    this.#worker.removeAllListeners();
    void this.#worker.terminate();
    this.#worker = this.#start();
    this.#settle({ kind: 'unreadable', message });
  }
}
