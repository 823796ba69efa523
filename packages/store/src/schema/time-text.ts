const NS = 1_000_000_000n;
/** Last nanosecond that the engine's DateTime64(9) holds, in the year 2262. */
const MAX_NS = 9_223_372_036_854_775_807n;
const YEAR_2000_NS = 946_684_800n * NS;
const YEAR_2100_NS = 4_102_444_800n * NS;

/** A time as the engine reads it from text: seconds, a point, nine digits. */
export function timeText(nano: bigint): string {
  // Cut as text: dividing big integers took three times as long.
  const digits = String(keptTime(nano)).padStart(19, '0');
  return `${digits.slice(0, -9)}.${digits.slice(-9)}`;
}

/** Digits of the nearest time that the engine holds, for a parameter to compare times with. */
export function engineNano(nano: bigint | undefined): string {
  return String(keptTime(nano ?? 0n));
}

/** The nearest time that the engine holds. */
export function keptTime(nano: bigint): bigint {
  return nano < 0n ? 0n : nano > MAX_NS ? MAX_NS : nano;
}

/**
 * The time that a row is filed under. Times no agent can have run at (0 from exporters that do not know it, or garbage)
 * all go to 1970, so that they cannot open a partition for each month of centuries.
 */
export function filedTime(nano: bigint): bigint {
  return nano >= YEAR_2000_NS && nano < YEAR_2100_NS ? nano : 0n;
}

/** Microseconds since the Unix epoch as text for a DateTime64(6). */
export function microTimeText(micros: number): string {
  return `${String(Math.floor(micros / 1_000_000)).padStart(10, '0')}.${String(micros % 1_000_000).padStart(6, '0')}`;
}
