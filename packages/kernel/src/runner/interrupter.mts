import { Worker } from 'node:worker_threads';

/**
 * A thread that waits on file descriptor 4. A byte there unwinds the JavaScript that is running, whatever it does, and
 * leaves the process and its state alone. When the host is gone, it ends the process, even in the middle of a loop.
 */
const PROGRAM = `
  const { Session } = require('node:inspector');
  const { Socket } = require('node:net');
  const session = new Session();
  session.connectToMainThread();
  session.post('Runtime.enable');
  const control = new Socket({ fd: 4, readable: true, writable: true });
  control.on('data', () => session.post('Runtime.terminateExecution', () => {}));
  for (const event of ['end', 'close', 'error']) control.on(event, () => process.kill(process.pid, 'SIGKILL'));
`;

export function startInterrupter(): void {
  new Worker(PROGRAM, { eval: true }).unref();
}
