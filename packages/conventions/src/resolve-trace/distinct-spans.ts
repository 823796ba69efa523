import type { SpanRecord } from '@heddle/model';

/**
 * One record per span id, whatever arrived how often in whatever order: the ended one before the started one, then the
 * later end, then the greater content, so that the choice depends on the records alone.
 */
export function distinctSpans(spans: readonly SpanRecord[]): readonly SpanRecord[] {
  const chosen = new Map<string, SpanRecord>();
  for (const span of spans) {
    const other = chosen.get(span.spanId);
    if (other === undefined || says(span, other)) chosen.set(span.spanId, span);
  }
  return [...chosen.values()];
}

/** True when `span` says more than `other` about the same span. */
function says(span: SpanRecord, other: SpanRecord): boolean {
  const ended = span.status !== 'running';
  if (ended !== (other.status !== 'running')) return ended;
  const order = compareNano(span.endTimeUnixNano, other.endTimeUnixNano);
  return order !== 0 ? order > 0 : JSON.stringify(span) > JSON.stringify(other);
}

/** Orders decimal texts without leading zeros as the numbers they are. */
function compareNano(a: string, b: string): number {
  if (a.length !== b.length) return a.length - b.length;
  return a < b ? -1 : a > b ? 1 : 0;
}
