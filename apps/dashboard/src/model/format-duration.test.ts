import { expect, test } from 'vitest';
import { formatDuration } from './format-duration.js';

test.each([
  [0, '0 ms'], [0.42, '0.4 ms'], [3, '3 ms'], [9.96, '10 ms'], [486.4, '486 ms'], [999.7, '1.00 s'], [3_260, '3.26 s'], [59_999, '1 min 0 s'], [64_000, '1 min 4 s'],
  [7_500_000, '2 h 5 min'], [400_000_000, '5 days'], [null, '–'], [undefined, '–'], [Number.NaN, '–'], [-3, '0 ms'],
])('%s ms reads %s', (ms, text) => {
  expect(formatDuration(ms)).toBe(text);
});
