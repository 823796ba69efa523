import { expect, test } from 'vitest';
import { restartDelayMs } from './restart-delay.js';

test('an engine that dies now and then is started again at once, one that cannot live less and less often', () => {
  expect([1, 5, 6, 7, 9, 10, 1_000].map(restartDelayMs)).toEqual([100, 100, 2_000, 4_000, 16_000, 30_000, 30_000]);
});
