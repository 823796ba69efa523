import type { ModelError } from './model-error.js';

const FIRST_MS = 500;
const LONGEST_MS = 30_000;

/**
 * How long to wait before trying a failed model call again.
 *
 * Doubles from half a second to 30 seconds, of which a random half is taken off so that many callers do not return at
 * once; never shorter than what the provider asked for.
 *
 * @param attempt - the attempt that failed, from 1
 * @param random - gives 0 up to 1, as `Math.random` does
 */
export function retryDelayMs(error: ModelError, attempt: number, random: () => number): number {
  const fullMs = Math.min(LONGEST_MS, FIRST_MS * 2 ** (attempt - 1));
  return Math.max(Math.round(fullMs * (0.5 + 0.5 * random())), error.retryAfterMs ?? 0);
}
