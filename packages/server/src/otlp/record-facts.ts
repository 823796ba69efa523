import { type SpanId, type TraceId, type UnixNano, parseSpanId, parseTraceId } from '@heddle/model';
import { DecodeError } from './decode-error.js';

/** The last time a signed 64-bit count of nanoseconds can say: 11 April 2262. */
const LAST_TIME = 2n ** 63n - 1n;

/** @param hex - as it came, either case */
export function requireTraceId(hex: string): TraceId {
  const id = parseTraceId(hex) ?? parseTraceId(hex.toLowerCase());
  if (id === undefined) throw new DecodeError(`the trace id ${quote(hex)} is not 16 bytes with one that is not 0`);
  return id;
}

/** @param hex - as it came, either case */
export function requireSpanId(hex: string): SpanId {
  const id = parseSpanId(hex) ?? parseSpanId(hex.toLowerCase());
  if (id === undefined) throw new DecodeError(`the span id ${quote(hex)} is not 8 bytes with one that is not 0`);
  return id;
}

/** An empty or all-zero id says that there is none: some exporters send roots so. */
export function isAbsentId(hex: string): boolean {
  return hex === '' || /^0+$/.test(hex);
}

/** Refuses times that no store of nanoseconds can keep. 0 passes: some exporters send it, and a started span ends at 0. */
export function requireTime(nano: bigint): UnixNano {
  if (nano < 0n || nano > LAST_TIME) throw new DecodeError(`the time ${nano} ns is not between 1970 and 2262`);
  return nano as UnixNano;
}

function quote(text: string): string {
  return JSON.stringify(text.length > 40 ? `${text.slice(0, 40)}…` : text);
}
