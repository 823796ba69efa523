import { expect, test } from 'vitest';
import { ModelError } from './model-error.js';
import { retryDelayMs } from './retry-delay.js';

const unavailable = new ModelError('MODEL_UNAVAILABLE', 'down', { retryable: true });
const limited = new ModelError('MODEL_RATE_LIMITED', 'slow down', { retryable: true, retryAfterMs: 7_000 });

test.each([
  [1, 500],
  [2, 1_000],
  [3, 2_000],
  [7, 30_000],
  [2_000, 30_000],
])('the longest wait after attempt %i is %i ms', (attempt, delayMs) => {
  expect(retryDelayMs(unavailable, attempt, () => 1)).toBe(delayMs);
});

test('up to half of the wait is left out at random', () => {
  expect(retryDelayMs(unavailable, 2, () => 0)).toBe(500);
  expect(retryDelayMs(unavailable, 2, () => 0.5)).toBe(750);
});

test('the wait is never shorter than the provider asked for', () => {
  expect(retryDelayMs(limited, 1, () => 0)).toBe(7_000);
  expect(retryDelayMs(limited, 7, () => 1)).toBe(30_000);
});
