import type { SpanRecord } from '@heddle/model';
import { elapsedMs } from './elapsed-ms.js';

/** A row of the tree: a span, when it ran, and whether there is something below it. */
export interface TraceRow {
  /** Position in the list of spans. */
  readonly index: number;
  readonly span: SpanRecord;
  readonly depth: number;
  /** Milliseconds since the start of the trace. */
  readonly startMs: number;
  /** `undefined` while it runs. */
  readonly endMs: number | undefined;
  readonly parent: number;
  readonly hasChildren: boolean;
}

/** Row number of a span without a parent in the list. */
export const NO_PARENT = -1;

/**
 * The rows of a trace. Spans come in tree order (parents before children), as the API gives them; a page that begins in
 * the middle of a tree is borne.
 */
export function traceRows(spans: readonly SpanRecord[]): readonly TraceRow[] {
  const positions = new Map<string, number>();
  let origin: string | undefined;
  for (let index = 0; index < spans.length; index++) {
    const span = spans[index]!;
    positions.set(span.spanId, index);
    if (origin === undefined || elapsedMs(span.startTimeUnixNano, origin) > 0) origin = span.startTimeUnixNano;
  }
  return spans.map((span, index): TraceRow => {
    const startMs = elapsedMs(origin!, span.startTimeUnixNano);
    const parent = span.parentSpanId === null ? NO_PARENT : (positions.get(span.parentSpanId) ?? NO_PARENT);
    return {
      index,
      span,
      depth: span.depth,
      startMs,
      endMs: span.status === 'running' ? undefined : startMs + (span.durationMs ?? 0),
      parent: parent < index ? parent : NO_PARENT,
      hasChildren: span.childCount > 0,
    };
  });
}

/** The rows to be seen when the given spans are folded: none of their descendants. One pass. */
export function visibleRows(rows: readonly TraceRow[], folded: ReadonlySet<string>): readonly TraceRow[] {
  if (folded.size === 0) return rows;
  const visible: TraceRow[] = [];
  let hiddenBelow = Infinity;
  for (const row of rows) {
    if (row.depth > hiddenBelow) continue;
    hiddenBelow = folded.has(row.span.spanId) ? row.depth : Infinity;
    visible.push(row);
  }
  return visible;
}

/** The spans above a row, which must be open for it to be seen. */
export function ancestorsOf(rows: readonly TraceRow[], index: number): readonly string[] {
  const ancestors: string[] = [];
  for (let parent = rows[index]?.parent ?? NO_PARENT; parent !== NO_PARENT; parent = rows[parent]!.parent) ancestors.push(rows[parent]!.span.spanId);
  return ancestors;
}

/** The end of what is known: the last end, or the last start of a span that still runs. */
export function lastMs(rows: readonly TraceRow[]): number {
  let last = 0;
  for (const row of rows) last = Math.max(last, row.endMs ?? row.startMs);
  return last;
}
