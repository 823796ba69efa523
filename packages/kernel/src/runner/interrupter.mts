import process from 'node:process';
import { Worker as NodeWorker } from 'node:worker_threads';

/*
 * A thread waits on file descriptor 4. A byte there stops the JavaScript that is running and leaves the process and its
 * state alone. When the host is gone, the process ends, even in the middle of a loop.
 */

/** Node: the inspector unwinds whatever runs. */
const NODE_PROGRAM = `
  const { Session } = require('node:inspector');
  const { Socket } = require('node:net');
  const session = new Session();
  session.connectToMainThread();
  session.post('Runtime.enable');
  const control = new Socket({ fd: 4, readable: true, writable: true });
  control.on('data', () => session.post('Runtime.terminateExecution', () => {}));
  for (const event of ['end', 'close', 'error']) control.on(event, () => process.kill(process.pid, 'SIGKILL'));
`;

/**
 * Deno: its inspector is out of reach without a network port, which others on the machine could use. Cells look at a
 * shared flag instead, at every loop and function.
 */
const DENO_PROGRAM = `
  import { Socket } from 'node:net';
  self.onmessage = ({ data: flag }) => {
    const control = new Socket({ fd: 4, readable: true, writable: true });
    control.on('data', () => Atomics.store(flag, 0, 1));
    for (const event of ['end', 'close', 'error']) control.on(event, () => Atomics.store(flag, 0, 2));
  };
`;

const HOST_GONE = 2;
const exit = process.exit.bind(process);

/** Not zero when the running code must stop. */
export const interruptFlag = new Int32Array(new SharedArrayBuffer(4));

export function startInterrupter(): void {
  if (!('Deno' in globalThis)) {
    new NodeWorker(NODE_PROGRAM, { eval: true }).unref();
    return;
  }
  const WebWorker = (globalThis as unknown as { readonly Worker: new (url: string, options: object) => { postMessage(value: unknown): void } }).Worker;
  // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread has no origin
  new WebWorker(`data:text/javascript,${encodeURIComponent(DENO_PROGRAM)}`, { type: 'module' }).postMessage(interruptFlag);
}

export function clearInterrupt(): void {
  interruptFlag[0] = 0;
}

/** Makes every guard throw from now on. */
export function interruptGuards(): void {
  interruptFlag[0] = 1;
}

/** What a guard in a loop calls when the flag is set. It throws again and again until the cell has ended. */
export function throwIfInterrupted(): void {
  if (interruptFlag[0] === HOST_GONE) exit(0);
  throw new Error('The cell was interrupted.');
}
