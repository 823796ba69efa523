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

/** ISO 8601 in UTC with milliseconds, as `Date.prototype.toISOString` writes it. Hot: spans that come together began in the same few seconds. */
export function unixNanoToIso(nano: bigint): string {
  const ms = Number(nano / 1_000_000n);
  const second = Math.floor(ms / 1_000);
  const place = second & (SECONDS.length - 1);
  let known = SECONDS[place]!;
  if (known.second !== second) SECONDS[place] = known = { second, text: new Date(second * 1_000).toISOString().slice(0, -'000Z'.length) };
  return `${known.text}${String(ms - second * 1_000).padStart(3, '0')}Z`;
}

/** Seconds as text, each at the place that its last digits say. */
const SECONDS: { readonly second: number; readonly text: string }[] = Array.from({ length: 64 }, () => ({ second: Number.NaN, text: '' }));
