import { ink } from './ink.js';

const PATIENCE_MS = 4_000;

/** Says what is being done, and from time to time that it is still being done: silence looks like a hang. */
export async function sayWhileSlow<Result>(what: string, work: Promise<Result>): Promise<Result> {
  process.stdout.write(ink('quiet', `${what} …\n`));
  const startMs = performance.now();
  const timer = setInterval(() => {
    process.stdout.write(ink('quiet', `  still at it after ${Math.round((performance.now() - startMs) / 1_000)} s …\n`));
  }, PATIENCE_MS);
  try {
    return await work;
  } finally {
    clearInterval(timer);
  }
}
