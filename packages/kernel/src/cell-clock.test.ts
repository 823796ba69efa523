import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { CellClock } from './cell-clock.js';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

test('time on hold does not count, and holds add up', () => {
  const expired = vi.fn();
  const clock = new CellClock(100, expired);
  vi.advanceTimersByTime(60);
  const first = clock.hold();
  const second = clock.hold();
  vi.advanceTimersByTime(10_000);
  first();
  first();
  vi.advanceTimersByTime(10_000);
  second();
  vi.advanceTimersByTime(39);
  expect(expired).not.toHaveBeenCalled();
  vi.advanceTimersByTime(1);
  expect(expired).toHaveBeenCalledOnce();
});

test('a stopped clock never expires, also when a hold is released later', () => {
  const expired = vi.fn();
  const clock = new CellClock(100, expired);
  const release = clock.hold();
  clock.stop();
  release();
  vi.advanceTimersByTime(1_000);
  expect(expired).not.toHaveBeenCalled();
});
