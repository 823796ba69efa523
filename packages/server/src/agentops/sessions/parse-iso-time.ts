import type { UnixNano } from '@heddle/model';

const ISO_TIME = /^(\d{4}-\d\d-\d\d)[T ](\d\d:\d\d:\d\d)(?:\.(\d{1,9})\d*)?(Z|[+-]\d\d:\d\d)?$/;

/** The last time a signed 64-bit count of nanoseconds can say. */
const LAST_TIME = 2n ** 63n - 1n;

/** Reads an ISO 8601 time with all its digits; Python writes six. Without a zone it is UTC. `undefined` when it is none, or not between 1970 and 2262. */
export function parseIsoTime(text: string): UnixNano | undefined {
  const match = ISO_TIME.exec(text);
  if (match === null) return undefined;
  const [, day, time, fraction = '', zone = 'Z'] = match;
  const ms = Date.parse(`${day}T${time}${zone}`);
  if (Number.isNaN(ms)) return undefined;
  const nano = BigInt(ms) * 1_000_000n + BigInt(fraction.padEnd(9, '0'));
  return nano < 0n || nano > LAST_TIME ? undefined : (nano as UnixNano);
}
