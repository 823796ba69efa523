import { expect, test } from 'vitest';
import { parseIsoTime } from './parse-iso-time.js';

test.each([
  ['2026-11-23T17:56:06.936123+00:00', 1_795_456_566_936_123_000n],
  ['2026-11-23T17:56:06Z', 1_795_456_566_000_000_000n],
  ['2026-11-23 18:56:06.5+01:00', 1_795_456_566_500_000_000n],
  ['2026-11-23T17:56:06.123456789', 1_795_456_566_123_456_789n],
])('%s', (text, nano) => {
  expect(parseIsoTime(text)).toBe(nano);
});

test.each(['', 'now', '2026-13-01T00:00:00Z', '1969-12-31T23:59:59Z', '9999-01-01T00:00:00Z', '1795456566'])('%j is none', (text) => {
  expect(parseIsoTime(text)).toBeUndefined();
});
