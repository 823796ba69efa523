import { Worker } from 'node:worker_threads';
import type { ResolveJob, ResolvedTraces } from './resolve-traces.js';

/** Resolves traces beside the event loop, which takes spans in meanwhile. */
export interface ResolveThread {
  /** One job at a time. Rejects when the thread ends before it has answered; the next job gets a new one. */
  run(job: ResolveJob): Promise<ResolvedTraces>;
  close(): Promise<void>;
}

/** A job and what is made of it take some ten megabytes; with more at hand, garbage would lie about for longer. */
const LIMITS = { maxYoungGenerationSizeMb: 16, maxOldGenerationSizeMb: 128 };
const PROGRAM = new URL('./resolve-worker.js', import.meta.url);

interface Waiting {
  readonly resolve: (resolved: ResolvedTraces) => void;
  readonly reject: (error: Error) => void;
}

/** Has no thread until there is something to do, and none that would keep the process from ending. */
export function createResolveThread(program: URL = PROGRAM): ResolveThread {
  let worker: Worker | undefined;
  let waiting: Waiting | undefined;

  function start(): Worker {
    const started = new Worker(program, { name: 'heddle-resolver', resourceLimits: LIMITS });
    const fail = (error: Error) => {
      // An error is followed by the exit, when another thread may be at work.
      if (worker !== started) return;
      worker = undefined;
      void started.terminate();
      take()?.reject(error);
    };
    started.on('message', (resolved: ResolvedTraces) => {
      started.unref();
      take()?.resolve(resolved);
    });
    started.on('error', fail);
    started.on('messageerror', fail);
    started.on('exit', (code) => fail(new Error(`The thread that resolves traces ended with ${code}.`)));
    return started;
  }

  function take(): Waiting | undefined {
    const taken = waiting;
    waiting = undefined;
    return taken;
  }

  return {
    run(job) {
      return new Promise<ResolvedTraces>((resolve, reject) => {
        worker ??= start();
        // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread has no origin
        worker.postMessage(job);
        waiting = { resolve, reject };
        // While somebody waits for an answer the process does not end.
        worker.ref();
      });
    },
    async close() {
      await worker?.terminate();
      worker = undefined;
    },
  };
}
