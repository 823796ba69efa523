import type { UnixNanoText } from '@heddle/model';

/** Milliseconds from one time to another, exact to the microsecond; 0 when either is not a number. */
export function elapsedMs(from: UnixNanoText, to: UnixNanoText): number {
  return Number((nano(to) - nano(from)) / 1_000n) / 1_000;
}

/** Milliseconds since the Unix epoch. */
export function momentMs(time: UnixNanoText): number {
  return Number(nano(time) / 1_000n) / 1_000;
}

function nano(text: UnixNanoText): bigint {
  return /^\d{1,20}$/.test(text) ? BigInt(text) : 0n;
}
