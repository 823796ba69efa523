import type { SpanRecord } from '@heddle/model';
import { traceRows, type TraceRow } from '../model/trace-tree.js';
import { inTreeOrder, spanOf } from './span-of.js';

/**
 * A trace as a drawing: one line for each span, its name indented by two blanks a level, its bar in `=` between the bars
 * (`x` for a failed one, `~` for one that still runs). A column is 10 ms.
 */
export function rowsFromText(drawing: string): readonly TraceRow[] {
  const spans: SpanRecord[] = [];
  const above: string[] = [];
  const lines = drawing.split('\n').filter((line) => line.includes('|'));
  const margin = Math.min(...lines.map((line) => line.length - line.trimStart().length));
  for (const line of lines) {
    const [head, bar] = line.split('|') as [string, string];
    const depth = (head.length - head.trimStart().length - margin) / 2;
    const from = bar.search(/[=x~]/);
    const length = bar.trim().length;
    const spanId = (spans.length + 1).toString(16).padStart(16, '0');
    above[depth] = spanId;
    const state = bar[from];
    spans.push(spanOf({
      spanId, traceId: '1'.repeat(32), parentSpanId: (depth === 0 ? null : above[depth - 1]!) as SpanRecord['parentSpanId'], name: head.trim(), startMs: 1_700_000_000_000 + from * 10,
      durationMs: state === '~' ? null : length * 10, ...(state === 'x' ? { status: 'error' as const, error: { type: 'Error', message: 'failed' } } : {}),
    }));
  }
  return traceRows(inTreeOrder(spans));
}
