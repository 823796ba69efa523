import { expect, test } from 'vitest';
import { DurationHistogram } from './duration-histogram.js';

test('quantiles of very many durations are right to 2 %', () => {
  const histogram = new DurationHistogram();
  for (let ms = 1; ms <= 10_000; ms++) histogram.add(ms);
  expect(histogram.quantileMs(0.5) / 5_000).toBeCloseTo(1, 1);
  expect(Math.abs(histogram.quantileMs(0.95) - 9_500)).toBeLessThan(190);
  expect([histogram.totalMs, histogram.maxMs]).toEqual([50_005_000, 10_000]);
});

test('nothing is 0', () => {
  expect(new DurationHistogram().quantileMs(0.5)).toBe(0);
});
