import { parseSpanKind, type SpanId, type SpanRecord, type UnixNano } from '@heddle/model';
import { normaliseSpan } from '../normalise-span.js';
import { rawSpan } from '../raw-span.test.support.js';

/** Facts of a drawn span that the drawing cannot say. */
export type SpanFacts = Readonly<Record<string, Partial<SpanRecord>>>;

/**
 * Spans from a drawing: one line each, indented under its parent, `id kind`; a span starts one second after the line above.
 *
 * @param facts - what else is true of a span, by its id
 */
export function spansFromText(drawn: string, facts: SpanFacts = {}): SpanRecord[] {
  const above: { id: string; indent: number }[] = [];
  return drawn.split('\n').filter((line) => line.trim() !== '').map((line, row) => {
    const indent = line.search(/\S/);
    const [id = '', kind = 'other'] = line.trim().split(/\s+/);
    while (above.length > 0 && above.at(-1)!.indent >= indent) above.pop();
    const parent = above.at(-1)?.id;
    above.push({ id, indent });
    const start = 1_790_000_000_000_000_000n + BigInt(row) * 1_000_000_000n;
    const span = rawSpan({}, {
      name: id,
      spanId: spanIdOf(id),
      parentSpanId: parent === undefined ? undefined : spanIdOf(parent),
      startTime: start as UnixNano,
      endTime: (start + 500_000_000n) as UnixNano,
    });
    return { ...normaliseSpan(span), kind: parseSpanKind(kind) ?? 'other', ...facts[id] };
  });
}

/** A readable id padded to the length of a real one: order among names is order among ids. */
export function spanIdOf(name: string): SpanId {
  return name.padEnd(16, '.') as SpanId;
}

/** Draws spans in the order given, indented by depth. */
export function drawing(spans: readonly SpanRecord[]): string[] {
  return spans.map((span) => '  '.repeat(span.depth) + span.sourceName);
}

/** Ids of the spans whose usage counts. */
export function countedNames(spans: readonly SpanRecord[]): string[] {
  return spans.filter((span) => span.usageCounted).map((span) => span.sourceName);
}
