import { expect, test } from 'vitest';
import { createTimeScale, tickLabel } from './time-scale.js';

test('a window maps to shares of its width and back', () => {
  const scale = createTimeScale(1_000, 3_000);
  expect([scale.share(1_000), scale.share(2_000), scale.share(4_000), scale.at(0.25)]).toEqual([0, 0.5, 1.5, 1_500]);
});

test('an empty window is one millisecond long, so that nothing is divided by zero', () => {
  expect(createTimeScale(5, 5).share(5.5)).toBe(0.5);
});

test.each([
  [0, 1_401, 6, [0, 250, 500, 750, 1_000, 1_250]],
  [11_200, 19_400, 8, [12_000, 14_000, 16_000, 18_000]],
  [0, 2, 4, [0, 0.5, 1, 1.5, 2]],
])('ticks from %d to %d are round numbers', (from, to, most, ticks) => {
  expect(createTimeScale(from, to).ticks(most)).toEqual(ticks);
});

test.each([
  [750, 1_401, '750'], [12_000, 19_400, '12 s'], [2_500, 19_400, '2.5 s'], [150_000, 600_000, '2:30'], [7_200_000, 9_000_000, '2 h'],
])('%d ms in a window of %d reads %s', (ms, length, label) => {
  expect(tickLabel(ms, length)).toBe(label);
});
