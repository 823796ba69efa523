import type { DecodeSteps, Decoded } from './decoded.js';

/** Runs a decoder to its end at once. */
export function runSteps<Record>(steps: DecodeSteps<Record>): Decoded<Record> {
  for (;;) {
    const { done, value } = steps.next();
    if (done === true) return value;
  }
}
