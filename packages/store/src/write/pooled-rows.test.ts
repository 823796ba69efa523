import { expect, test } from 'vitest';
import { array, assert, integer, property, string, tuple } from 'fast-check';
import { BufferPool } from './buffer-pool.js';
import { pooledRows } from './pooled-rows.js';

function bytesOf(lines: readonly string[], pool = new BufferPool()): { readonly text: string; readonly used: readonly Buffer[] } {
  const used: Buffer[] = [];
  const text = Buffer.concat([...pooledRows(lines, pool, used)]).toString();
  return { text, used };
}

test('rows come out as they are, whatever their length', () => {
  const row = tuple(string({ unit: 'grapheme', minLength: 1 }), integer({ min: 0, max: 60_000 })).map(([text, count]) => text.repeat(Math.ceil(count / text.length)));
  assert(property(array(row, { maxLength: 20 }), (lines) => {
    expect(bytesOf(lines).text).toBe(lines.map((line) => `${line}\n`).join(''));
  }), { numRuns: 50 });
});

test('rows just as long as what they are written into have room for their line ends', () => {
  for (const length of [262_143, 262_144, 262_145, 87_381, 87_382, 4_194_303, 4_194_304]) {
    const lines = ['a'.repeat(length), '€'.repeat(length), 'b'];
    expect(bytesOf(lines).text === `${lines.join('\n')}\n`).toBe(true);
  }
});

test('what was used can be used again once it is given back', () => {
  const pool = new BufferPool();
  const first = bytesOf(['first'], pool);
  expect(bytesOf(['other'], pool).used[0] === first.used[0]).toBe(false);
  pool.giveBack(first.used[0]!);
  expect(bytesOf(['third'], pool).used[0] === first.used[0]).toBe(true);
});
