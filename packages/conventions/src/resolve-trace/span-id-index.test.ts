import type { SpanRecord } from '@heddle/model';
import { expect, test } from 'vitest';
import { NOT_FOUND, spanIdIndex } from './span-id-index.js';

function withIds(ids: readonly string[]): SpanRecord[] {
  return ids.map((spanId) => ({ spanId }) as unknown as SpanRecord);
}

test('finds the row of an id and says when there is none', () => {
  const index = spanIdIndex(withIds(['a', 'b', 'c']));
  expect([index.rowOf('c'), index.rowOf('x'), index.hasRepeats]).toEqual([2, NOT_FOUND, false]);
});

test('sees that an id came twice', () => {
  expect(spanIdIndex(withIds(['a', 'b', 'a'])).hasRepeats).toBe(true);
});

test('ids made to collide are found as well', () => {
  // `Aa` and `BB` have the same hash, and so has every row of such pairs.
  const ids = Array.from({ length: 4_096 }, (_, number) => Array.from({ length: 12 }, (_pair, bit) => ((number >> bit) & 1 ? 'Aa' : 'BB')).join(''));
  const index = spanIdIndex(withIds(ids));
  expect(ids.map((id) => index.rowOf(id))).toEqual(ids.map((_, row) => row));
  expect(index.hasRepeats).toBe(false);
});
