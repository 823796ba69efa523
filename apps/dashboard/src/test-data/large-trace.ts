import type { SpanId, SpanRecord } from '@heddle/model';
import { spanOf } from './span-of.js';

/** A trace of any size in tree order: posts of fifty calls each, one in 97 failed. */
export function largeTrace(count: number, startMs: number): readonly SpanRecord[] {
  const traceId = `00000000000000000000${String(count).padStart(12, '0')}`;
  const spans: SpanRecord[] = [];
  const step = 20;
  spans.push(spanOf({ spanId: id(0), traceId, startMs, durationMs: count * step, kind: 'round', name: 'large', descendantCount: count - 1, childCount: Math.ceil((count - 1) / 51), descendantErrors: Math.floor(count / 97) }));
  for (let index = 1; index < count; index++) {
    const place = (index - 1) % 51;
    const post = index - place;
    const failed = place > 0 && index % 97 === 0;
    spans.push(place === 0
      ? spanOf({ spanId: id(index), parentSpanId: id(0), traceId, startMs: startMs + index * step, durationMs: Math.min(51, count - index) * step, kind: 'agent', name: 'Worker', depth: 1, childCount: Math.min(50, count - index - 1), descendantCount: Math.min(50, count - index - 1) })
      : spanOf({ spanId: id(index), parentSpanId: id(post), traceId, startMs: startMs + index * step, durationMs: step - 2, kind: place % 7 === 0 ? 'llm' : 'tool', name: place % 7 === 0 ? 'chat' : 'lookup', depth: 2, status: failed ? 'error' : 'ok', error: failed ? { type: 'Timeout', message: `row ${index} took too long` } : null, toolArguments: { row: index } }));
  }
  return spans;
}

function id(index: number): SpanId {
  return (index + 1).toString(16).padStart(16, '0') as SpanId;
}
