import { expect, test } from 'vitest';
import { unixNanoToIso } from './units.js';

test('times are written as the platform writes them, whichever were asked for before', () => {
  const base = Date.UTC(2026, 2, 1, 12);
  // The same second again, seconds that are kept in one place, a month apart, before 1970, and the ends of what a date can tell.
  const times = [base, base + 999, base, base + 64_000, base, base + 2_678_400_000, -1, -1_001, 0, 8_640_000_000_000_000, -8_640_000_000_000_000];
  expect(times.map((ms) => unixNanoToIso(BigInt(ms) * 1_000_000n))).toEqual(times.map((ms) => new Date(ms).toISOString()));
});
