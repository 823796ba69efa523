import type { SpanRecord } from '@heddle/model';
import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { arbitrarySpan } from '../arbitrary-span.test.support.js';
import { normaliseSpan } from '../normalise-span.js';
import { resolveTrace, traceResolution } from './resolve-trace.js';

const spans = fc.array(arbitrarySpan.map((span) => normaliseSpan(span)), { minLength: 1, maxLength: 14 });

test('the answer does not depend on the order of arrival, nor on what came twice', () => {
  const arrivals = spans.chain((list) => fc.tuple(fc.constant(list), fc.shuffledSubarray([...list, ...list], { minLength: list.length * 2 })));
  fc.assert(fc.property(arrivals, ([list, arrived]) => {
    expect(resolveTrace(arrived)).toEqual(resolveTrace(list));
  }), { numRuns: 150 });
});

test('resolving what was resolved changes nothing', () => {
  fc.assert(fc.property(spans, (list) => {
    const once = resolveTrace(list);
    expect(resolveTrace(once.spans)).toEqual(once);
  }), { numRuns: 150 });
});

test('every span id comes once, after its parent, and the counts add up', () => {
  fc.assert(fc.property(spans, (list) => {
    const { spans: resolved, trace } = resolveTrace(list);
    expect(resolved.map((span) => span.spanId).toSorted()).toEqual([...new Set(list.map((span) => span.spanId))].toSorted());
    const roots = resolved.filter((span) => span.depth === 0);
    expect(roots.reduce((sum, root) => sum + root.descendantCount + 1, 0)).toBe(resolved.length);
    resolved.forEach((span, row) => {
      if (span.depth > 0) expect(resolved.slice(0, row).map((before) => before.spanId)).toContain(span.parentSpanId);
    });
    expect(trace.totals.spans).toBe(resolved.length);
  }), { numRuns: 150 });
});

test('a window is that part of the whole', () => {
  fc.assert(fc.property(spans, fc.nat(16), fc.nat(16), (list, first, count) => {
    expect(resolveTrace(list, { window: { first, count } }).spans).toEqual(resolveTrace(list).spans.slice(first, first + count));
  }), { numRuns: 80 });
});

test('a trace that is kept gives the same parts in any order, and says where each span stands', () => {
  fc.assert(fc.property(spans, fc.nat(16), fc.nat(16), (list, first, count) => {
    const resolution = traceResolution(list);
    const part = resolution.spansFrom(first, count);
    expect([resolution.trace, resolution.spansFrom(0, resolution.spanCount)]).toEqual(Object.values(resolveTrace(list)));
    expect(part.map(({ spanId }) => resolution.indexOf(spanId))).toEqual(part.map((_, index) => first + index));
    expect(resolution.sentFrom(first, count).map(({ spanId }) => spanId)).toEqual(part.map(({ spanId }) => spanId));
  }), { numRuns: 80 });
});

test.each<[string, (row: number) => number | null]>([
  ['deep', (row) => (row === 0 ? null : row - 1)],
  ['wide', (row) => (row === 0 ? null : 0)],
  ['one cycle', (row) => (row === 0 ? 99_999 : row - 1)],
])('100,000 spans, %s', (_shape, parentOf) => {
  const template = normaliseSpan({ ...fc.sample(arbitrarySpan, { numRuns: 1, seed: 1 })[0]!, attributes: { 'gen_ai.operation.name': 'chat' } });
  const many = Array.from({ length: 100_000 }, (_, row): SpanRecord => {
    const parent = parentOf(row);
    return { ...template, kind: 'llm', inputTokens: 1, spanId: idOf(row), parentSpanId: parent === null ? null : idOf(parent) };
  });
  const { spans: resolved } = resolveTrace(many, { window: { first: 0, count: 10 } });
  expect(resolved[0]).toMatchObject({ spanId: idOf(0), descendantCount: 99_999 });
});

function idOf(row: number): SpanRecord['spanId'] {
  return row.toString(16).padStart(16, '0') as SpanRecord['spanId'];
}
