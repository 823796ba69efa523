import { type TraceId, parseTraceId } from '@heddle/model';

const LARGEST = 2n ** 128n - 1n;

/**
 * Reads the header `Trace-Id`, in which the Python SDK writes the id as a decimal integer.
 *
 * Text of 32 hex digits is one too: an id of 32 decimal digits can be either, and as decimal it would be below 2^107. The
 * SDK makes ids of 128 random bits, which are that small once in two million, so it is read as hex.
 *
 * @returns `undefined` when it is neither
 */
export function parseTraceIdHeader(text: string | undefined): TraceId | undefined {
  if (text === undefined) return undefined;
  if (/^[0-9a-f]{32}$/i.test(text)) return parseTraceId(text.toLowerCase());
  if (!/^\d{1,39}$/.test(text)) return undefined;
  const id = BigInt(text);
  return id > LARGEST ? undefined : parseTraceId(id.toString(16).padStart(32, '0'));
}
