import { expect, test } from 'vitest';
import { dueTime } from './resolution-plan.js';

const NEW = { firstTouch: 1_000, lastTouch: 1_000, lastCostMs: 0, lastResolved: 0 };

test('a trace is resolved once it was quiet for a moment', () => {
  expect(dueTime(NEW)).toBe(1_300);
  expect(dueTime({ ...NEW, lastTouch: 1_200 })).toBe(1_500);
});

test('a busy trace does not wait for ever', () => {
  expect(dueTime({ ...NEW, lastTouch: 9_000 })).toBe(3_000);
});

test('a trace that is slow to resolve is resolved less often', () => {
  expect(dueTime({ ...NEW, lastCostMs: 800, lastResolved: 900 })).toBe(16_900);
});
