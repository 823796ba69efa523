import type { DecodeSteps, Decoded } from './decoded.js';

/** Runs a decoder to its end at once and reads all records. */
export function decodeAll<Record>(steps: DecodeSteps<Iterable<Record | undefined>>): Decoded<readonly Record[]> {
  const { records, rejections } = runSteps(steps);
  return { records: [...records].filter((record) => record !== undefined), rejections };
}

/** Runs a generator to its end at once. */
export function runSteps<Result>(steps: Generator<void, Result, void>): Result {
  for (;;) {
    const { done, value } = steps.next();
    if (done === true) return value;
  }
}
