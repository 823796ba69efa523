import type { Brand } from './brand.js';

/** A 16-byte trace id as 32 lowercase hex digits. Never all zeros. Source: W3C Trace Context, `trace-id`. */
export type TraceId = Brand<string, 'TraceId'>;

/** An 8-byte span id as 16 lowercase hex digits. Never all zeros. Source: W3C Trace Context, `parent-id`. */
export type SpanId = Brand<string, 'SpanId'>;

/** SHA-256 of some content as 64 lowercase hex digits. */
export type Sha256 = Brand<string, 'Sha256'>;

/** Reads a trace id, or gives `undefined` when the text is not one. */
export function parseTraceId(text: string): TraceId | undefined {
  return /^(?!0{32})[0-9a-f]{32}$/.test(text) ? (text as TraceId) : undefined;
}

/** Reads a span id, or gives `undefined` when the text is not one. */
export function parseSpanId(text: string): SpanId | undefined {
  return /^(?!0{16})[0-9a-f]{16}$/.test(text) ? (text as SpanId) : undefined;
}

/** Reads a SHA-256, or gives `undefined` when the text is not one. */
export function parseSha256(text: string): Sha256 | undefined {
  return /^[0-9a-f]{64}$/.test(text) ? (text as Sha256) : undefined;
}

/** The prefixes of the ids that Heddle makes. An id shows what it names: `ses_01k…`, `rnd_01k…`. */
export const ID_PREFIXES = {
  session: 'ses',
  round: 'rnd',
  post: 'pst',
  cell: 'cel',
  call: 'cal',
  kernel: 'krn',
  event: 'evt',
  modelCall: 'mdl',
} as const;

export type IdKind = keyof typeof ID_PREFIXES;

const ALPHABET = '0123456789abcdefghjkmnpqrstvwxyz'; // Crockford base 32, lowercase

/**
 * Makes an id: prefix, `_`, 10 characters of time, 10 of randomness (50 bits). Ids of one kind sort by time.
 *
 * @param nowMs - milliseconds since the Unix epoch, below 2^50
 * @param random - gives numbers in [0, 1); default `Math.random`. Ids are names, not secrets.
 */
export function createId(kind: IdKind, nowMs: number, random: () => number = Math.random): string {
  let time = '';
  for (let rest = nowMs, index = 0; index < 10; index++) {
    time = ALPHABET[rest % 32]! + time;
    rest = Math.floor(rest / 32);
  }
  let tail = '';
  for (let index = 0; index < 10; index++) tail += ALPHABET[Math.floor(random() * 32)]!;
  return `${ID_PREFIXES[kind]}_${time}${tail}`;
}
