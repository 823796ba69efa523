import { expect, test } from 'vitest';
import { roundsOf } from './conversation-text.test.support.js';
import { planCompaction } from './plan-compaction.js';

const rounds = roundsOf(['a', 'b', 'c', 'd']);
const [a, b, c, d] = rounds;

test('nothing is summarised while all fits', () => {
  expect(planCompaction(rounds, [25, 25, 25, 25], 100)).toEqual({ kind: 'keep' });
});

test('past the limit the newest rounds that fit into half of it stay', () => {
  expect(planCompaction(rounds, [40, 40, 25, 25], 100)).toEqual({ kind: 'compact', summarise: [a, b], keep: [c, d], tokensBefore: 130 });
});

test('the newest round stays however long it is', () => {
  expect(planCompaction(rounds, [1, 1, 1, 500], 100)).toEqual({ kind: 'compact', summarise: [a, b, c], keep: [d], tokensBefore: 503 });
});

test('more of the newest rounds stay when that is asked for', () => {
  expect(planCompaction(rounds, [100, 100, 100, 100], 100, { keepNewest: 3 })).toEqual({ kind: 'compact', summarise: [a], keep: [b, c, d], tokensBefore: 400 });
});

test('one round alone is never summarised', () => {
  expect(planCompaction([a!], [500], 100)).toEqual({ kind: 'keep' });
  expect(planCompaction([], [], 100)).toEqual({ kind: 'keep' });
});

test('an earlier summary counts', () => {
  const summary = { text: 'before', roundIds: ['rnd_0'], tokens: 30 };
  expect(planCompaction(rounds, [20, 20, 20, 20], 100)).toEqual({ kind: 'keep' });
  expect(planCompaction(rounds, [20, 20, 20, 20], 100, { summary })).toEqual({ kind: 'compact', summarise: [a, b], keep: [c, d], tokensBefore: 110 });
});
