import type { SpanId, SpanRecord } from '@heddle/model';
import { expect, test } from 'vitest';
import { startOrder } from './start-order.js';

/** Only what the order is made from. */
function spanOf(spanId: string, start: bigint): SpanRecord {
  return { spanId: spanId as SpanId, startTimeUnixNano: String(start) } as SpanRecord;
}

function startsAndIds(spans: readonly SpanRecord[]): readonly string[] {
  return [...startOrder(spans)].map((row) => `${spans[row]!.startTimeUnixNano} ${spans[row]!.spanId}`);
}

test('spans are in the order of their start, then of their ids; a start of 0 comes first', () => {
  const spans = [spanOf('b', 20n), spanOf('a', 20n), spanOf('c', 3n), spanOf('d', 0n)];
  expect(startsAndIds(spans)).toEqual(['0 d', '3 c', '20 a', '20 b']);
});

test('many spans are in the same order as few', () => {
  const base = 1_790_000_000_000_000_000n;
  const spans = Array.from({ length: 30_000 }, (_, index) => {
    const mixed = BigInt((index * 7_919) % 30_011);
    // Some have no start, many share one, and some are of another day.
    const start = index % 97 === 0 ? 0n : index % 89 === 0 ? base + 86_400_000_000_000n * mixed : base + (mixed / 3n) * 1_000_001n;
    return spanOf(((index * 104_729) % 1_000_003).toString(16).padStart(16, '0'), start);
  });
  const expected = spans.toSorted((a, b) => Number(BigInt(a.startTimeUnixNano) - BigInt(b.startTimeUnixNano)) || (a.spanId < b.spanId ? -1 : 1));
  expect(startsAndIds(spans)).toEqual(expected.map((span) => `${span.startTimeUnixNano} ${span.spanId}`));
});
