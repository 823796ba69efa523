import type { UnixNano } from '@heddle/model';
import { expect, test } from 'vitest';
import { spanVersion } from './span-version.js';

function version(endTime: bigint, content: string, state?: string): bigint {
  return spanVersion({ endTime: endTime as UnixNano, attributes: state ? { 'heddle.span.state': state } : {} }, content);
}

test('an ended span is above a started one, a later end above an earlier, and content decides the rest', () => {
  expect(version(5n, 'x')).toBeGreaterThan(version(0n, 'y'));
  expect(version(5n, 'x')).toBeGreaterThan(version(2n ** 64n - 1n, 'y', 'started'));
  expect(version(6n, 'x')).toBeGreaterThan(version(5n, 'y'));
  expect(version(5n, 'x')).toBe(version(5n, 'x'));
  expect(version(5n, 'x')).not.toBe(version(5n, 'y'));
});

test('it fits 128 bits whatever the sender says', () => {
  expect(version(2n ** 64n - 1n, 'x')).toBeLessThan(2n ** 128n);
  expect(version(-5n, 'x')).toBeGreaterThanOrEqual(0n);
});
