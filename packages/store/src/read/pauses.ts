import { setImmediate } from 'node:timers/promises';

/** How long work goes on before the event loop gets its turn. */
const WORK_MS = 10;

/** Pauses of work that is long now and then. @returns to be called after each piece; ends when the work may go on */
export function createPauses(now: () => number = () => performance.now()): () => Promise<void> | undefined {
  let end = now() + WORK_MS;
  return () => {
    if (now() < end) return undefined;
    return setImmediate().then(() => {
      end = now() + WORK_MS;
    });
  };
}
