import { normaliseSpan, traceResolution } from '@heddle/conventions';
import type { JsonObject, SpanId, SpanRecord } from '@heddle/model';
import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { sampleSpan, spanIdOf } from '../testing/sample-span.js';
import { createTraceKeeper } from './kept-trace.js';
import type { KeptTrace } from './kept-trace.js';

const spanArbitrary: fc.Arbitrary<SpanRecord> = fc.record({
  id: fc.integer({ min: 1, max: 30 }), parent: fc.integer({ min: 1, max: 30 }), startMs: fc.integer({ min: 0, max: 5 }), failed: fc.boolean(),
  attributes: fc.constantFrom<JsonObject[]>({}, { 'session.id': 'ses' }, { 'heddle.kind': 'llm', 'gen_ai.request.model': 'gpt-4o', 'gen_ai.usage.input_tokens': 10 }, { 'heddle.kind': 'agent', 'gen_ai.agent.name': 'Planner' }),
}).map((sample) => normaliseSpan(sampleSpan({ ...sample, durationMs: 5 })));

function keep(spans: readonly SpanRecord[], expected: number): KeptTrace {
  const keeper = createTraceKeeper(expected);
  for (const _ of keeper.add(traceResolution(spans))) { /* to its end */ }
  return keeper.finish()!;
}

test('a span that is kept is found and becomes what it was resolved to', () => {
  fc.assert(fc.property(fc.array(spanArbitrary, { minLength: 1, maxLength: 40 }), fc.nat(40), fc.nat(40), fc.nat(40), (spans, first, count, expected) => {
    const resolution = traceResolution(spans);
    const kept = keep(spans, expected);
    expect([kept.trace, kept.spanCount]).toEqual([resolution.trace, resolution.spanCount]);
    const sent = resolution.sentFrom(first, count);
    expect(kept.from(first, count).map(({ changes }, index) => ({ ...sent[index]!, ...changes }))).toEqual(resolution.spansFrom(first, count));
    expect(kept.from(first, count).map(({ spanId, startTimeUnixNano }) => [spanId, startTimeUnixNano])).toEqual(sent.map((span) => [span.spanId, span.startTimeUnixNano]));
    expect(sent.map(({ spanId }) => kept.indexOf(spanId))).toEqual(sent.map((_, index) => first + index));
  }), { numRuns: 100 });
});

test('ids that are none are nowhere', () => {
  const kept = keep([normaliseSpan(sampleSpan({ id: 1, durationMs: 1 }))], 100);
  expect(['', 'zz', '1', '0x1', '0'.repeat(16), spanIdOf(2)].map((id) => kept.indexOf(id as SpanId))).toEqual([-1, -1, -1, -1, -1, -1]);
  expect(kept.indexOf(spanIdOf(1))).toBe(0);
});

test('of nothing nothing is kept', () => {
  expect(createTraceKeeper(10).finish()).toBeUndefined();
});
