import { msToUnixNano, type UnixNano } from '@heddle/model';

/** Where time comes from. Handed in everywhere, so that tests own it. */
export interface Clock {
  /** Milliseconds since the Unix epoch with microsecond fractions; never runs backwards within a process. */
  nowMs(): number;
}

/** The machine's clock: the wall clock once at start, then the monotonic one. */
export const systemClock: Clock = {
  nowMs: () => performance.timeOrigin + performance.now(),
};

/** The clock's time as nanoseconds. */
export function unixNanoNow(clock: Clock): UnixNano {
  return msToUnixNano(clock.nowMs());
}
