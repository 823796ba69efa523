import type { SpanRecord } from '@heddle/model';

/** The fields in which the trace knows better than the span alone. Hot: runs on each span that the resolver looks at. */
export function spanChanges(before: SpanRecord, after: SpanRecord): Partial<SpanRecord> {
  const changes: Record<string, unknown> = {};
  for (const key in after) {
    const field = key as keyof SpanRecord;
    if (after[field] !== before[field]) changes[key] = after[field];
  }
  return changes;
}

/**
 * A span as its trace explains it. What the trace adds to a field of several parts is added: the changes may have been made from a span that was
 * not read whole.
 */
export function withChanges(span: SpanRecord, changes: Partial<SpanRecord> | undefined): SpanRecord {
  if (!changes) return span;
  const { metadata, code, ...others } = changes;
  return {
    ...span,
    ...others,
    ...(metadata && { metadata: { ...metadata, ...span.metadata } }),
    ...(code && { code: span.code ? { ...span.code, source: span.code.source || code.source } : code }),
  };
}
