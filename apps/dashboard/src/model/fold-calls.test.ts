import { expect, test } from 'vitest';
import { callOf } from '../test-data/cell-of.js';
import { foldCalls, slowestOf } from './fold-calls.js';

const many = Array.from({ length: 200 }, (_, index) => callOf({ sequence: index + 1, durationMs: index === 120 ? 500 : 10, status: index === 40 || index === 90 ? 'error' : 'ok' }));

test('up to fifty calls are all shown', () => {
  expect(foldCalls(many.slice(0, 50), false)).toEqual({ shown: many.slice(0, 50), hidden: 0 });
});

test('above fifty the failed, the slowest, the first and the last are shown, in order', () => {
  const { shown, hidden } = foldCalls(many, false);
  expect(shown.map((call) => call.sequence)).toEqual([1, 41, 91, 121, 200]);
  expect(hidden).toBe(195);
});

test('all are shown when asked for', () => {
  expect(foldCalls(many, true)).toEqual({ shown: many, hidden: 0 });
});

test('when all fail, no more than fifty are shown', () => {
  expect(foldCalls(many.map((call) => ({ ...call, status: 'error' as const })), false).shown).toHaveLength(50);
});

test('of several that took equally long the first is the slowest', () => {
  expect(slowestOf(many.slice(0, 3))?.sequence).toBe(1);
  expect(slowestOf([])).toBeUndefined();
});
