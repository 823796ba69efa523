import { expect, test } from 'vitest';
import { BufferPool } from './buffer-pool.js';

test.each([
  [0, 65_536],
  [65_536, 65_536],
  [65_537, 131_072],
  [2_000_000, 2_097_152],
  [4_194_304, 4_194_304],
  [4_194_305, 4_194_305],
])('for %i bytes there is a buffer of %i', (leastBytes, sizeBytes) => {
  expect(new BufferPool().take(leastBytes)).toHaveLength(sizeBytes);
});

test('what was given back is used again, and never by two at once', () => {
  const pool = new BufferPool();
  const [first, second] = [pool.take(100_000), pool.take(100_000)];
  expect(second === first).toBe(false);
  pool.giveBack(first);
  expect(pool.take(100_000) === first).toBe(true);
  expect(pool.take(100_000) === first).toBe(false);
});

test('no more is kept than was said, and nothing very large', () => {
  const pool = new BufferPool(131_072);
  const buffers = [pool.take(131_072), pool.take(65_536)];
  for (const buffer of buffers) pool.giveBack(buffer);
  expect(pool.take(131_072) === buffers[0]).toBe(true);
  expect(pool.take(65_536) === buffers[1]).toBe(false);
  const large = pool.take(5_000_000);
  pool.giveBack(large);
  expect(pool.take(5_000_000) === large).toBe(false);
});
