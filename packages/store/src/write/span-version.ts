import { hash } from 'node:crypto';
import { HEDDLE, STARTED } from '@heddle/model';
import type { RawSpan } from '@heddle/model';

const MAX_TIME = (1n << 63n) - 1n;

/**
 * Decides which of several records of one span counts: an ended one before a started one, then the later end, then the
 * larger hash of the content. It depends on content alone, so any order of arrival and any number of deliveries agree.
 *
 *     bit 127: ended | bits 64 to 126: end time | bits 0 to 63: content hash
 *
 * @param content - the whole span as text
 * @returns fits the engine's UInt128
 */
export function spanVersion(span: Pick<RawSpan, 'endTime' | 'attributes'>, content: string): bigint {
  const ended = span.endTime > 0n && span.attributes[HEDDLE.spanState] !== STARTED;
  const end = span.endTime < 0n ? 0n : span.endTime > MAX_TIME ? MAX_TIME : span.endTime;
  return ((ended ? 1n : 0n) << 127n) | (end << 64n) | BigInt(`0x${hash('sha256', content).slice(0, 16)}`);
}
