import { hash } from 'node:crypto';
import type { SpanId } from '@heddle/model';

/**
 * Digests of the rows of a trace's spans, as one text: of each span its id and its digest. Memory holds those of many traces, and a thread gets
 * them and gives them back: as maps they took 590 bytes of a span, and each of their texts was copied by itself.
 */
export type RowDigests = string;

const ID_LENGTH = 16;
/** In base64: 96 bits. */
const DIGEST_LENGTH = 16;
const ENTRY_LENGTH = ID_LENGTH + DIGEST_LENGTH;

/** Digest of what a row says. */
export function rowDigest(text: string): string {
  return hash('sha1', text, 'base64').slice(0, DIGEST_LENGTH);
}

/** The row of a span in a {@link RowDigests}, which is all of them joined. */
export function digestEntry(spanId: SpanId, digest: string): string {
  return spanId + digest;
}

export function spansIn(digests: RowDigests): number {
  return digests.length / ENTRY_LENGTH;
}

export function digestsBySpan(digests: RowDigests): ReadonlyMap<string, string> {
  const bySpan = new Map<string, string>();
  for (let start = 0; start < digests.length; start += ENTRY_LENGTH) {
    bySpan.set(digests.slice(start, start + ID_LENGTH), digests.slice(start + ID_LENGTH, start + ENTRY_LENGTH));
  }
  return bySpan;
}
