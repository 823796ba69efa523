import type { Brand } from './brand.js';

/** Nanoseconds since the Unix epoch. A `bigint`, because present-day values pass 2^53. */
export type UnixNano = Brand<bigint, 'UnixNano'>;

/** Nanoseconds since the Unix epoch in decimal digits: how a {@link UnixNano} travels in JSON. */
export type UnixNanoText = string;

/** Milliseconds of a time in nanoseconds, with fractions (microseconds survive). */
export function unixNanoToMs(nano: bigint): number {
  return Number(nano / 1_000n) / 1_000;
}

/** Nanoseconds of a time in milliseconds since the Unix epoch; fractions below a microsecond are lost. */
export function msToUnixNano(ms: number): UnixNano {
  return (BigInt(Math.round(ms * 1_000)) * 1_000n) as UnixNano;
}

/** ISO 8601 in UTC with milliseconds, as `Date.prototype.toISOString` writes it. */
export function unixNanoToIso(nano: bigint): string {
  return new Date(Number(nano / 1_000_000n)).toISOString();
}
