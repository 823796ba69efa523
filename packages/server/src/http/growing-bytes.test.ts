import { expect, test } from 'vitest';
import { BufferPool } from '@heddle/store';
import { GrowingBytes } from './growing-bytes.js';

const MB = 1024 * 1024;

test('a single chunk is kept as it is', () => {
  const bytes = new GrowingBytes(new BufferPool(), 0);
  expect(bytes.bytes).toHaveLength(0);
  const chunk = Buffer.alloc(10);
  bytes.add(Buffer.alloc(0));
  bytes.add(chunk);
  expect(bytes.bytes).toBe(chunk);
});

test('what it says it will hold is what it then takes, never much more than has come', () => {
  const taken: number[] = [];
  const pool = new BufferPool();
  const take = pool.take.bind(pool);
  pool.take = (leastBytes) => {
    const buffer = take(leastBytes);
    taken.push(buffer.length);
    return buffer;
  };
  // Somebody who says that 40 MB will come.
  const bytes = new GrowingBytes(pool, 40 * MB);
  let held = 0;
  for (let sent = 0; sent < 10 * MB; sent += 65_536) {
    held = bytes.heldWith(65_536);
    bytes.add(Buffer.alloc(65_536));
    expect(held).toBeLessThanOrEqual(Math.max(65_536, 2 * bytes.sizeBytes));
    expect(held).toBe(taken.at(-1) ?? 65_536);
  }
  expect(held).toBe(16 * MB);
});

test('who keeps the promise gets as much as was promised', () => {
  const bytes = new GrowingBytes(new BufferPool(), 9 * MB);
  for (let sent = 0; sent < 9 * MB; sent += 65_536) bytes.add(Buffer.alloc(65_536, 1));
  expect(bytes.bytes.equals(Buffer.alloc(9 * MB, 1))).toBe(true);
  expect(bytes.heldWith(0)).toBe(9 * MB);
});

test('what is added after a release begins anew', () => {
  const pool = new BufferPool();
  const bytes = new GrowingBytes(pool, 0);
  for (const letter of 'ab') bytes.add(Buffer.alloc(50_000, letter));
  const buffer = bytes.bytes.buffer;
  bytes.release();
  expect(bytes.sizeBytes).toBe(0);
  expect(pool.take(100_000).buffer).toBe(buffer);
  bytes.add(Buffer.from('c'));
  expect(bytes.bytes.toString()).toBe('c');
});
