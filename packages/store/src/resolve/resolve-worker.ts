// The program of the thread that resolves traces when many come in. Jobs come one after the other, and each is answered.
import { parentPort } from 'node:worker_threads';
import { resolveTraces } from './resolve-traces.js';
import type { ResolveJob } from './resolve-traces.js';

const port = parentPort!;

port.on('message', (job: ResolveJob) => {
  const steps = resolveTraces(job);
  let step = steps.next();
  while (step.done !== true) step = steps.next();
  port.postMessage(step.value);
});
