import type { SpanRecord } from '@heddle/model';

/** The fields in which the trace knows better than the span alone. */
export function spanChanges(before: SpanRecord, after: SpanRecord): Partial<SpanRecord> {
  const changed = Object.keys(after).filter((key) => after[key as keyof SpanRecord] !== before[key as keyof SpanRecord]);
  return Object.fromEntries(changed.map((key) => [key, after[key as keyof SpanRecord]])) as Partial<SpanRecord>;
}
