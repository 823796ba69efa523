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
