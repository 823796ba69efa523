import { createHash } from 'node:crypto';
import { expect, test } from 'vitest';
import { binaryHeader, findBinaryRows } from '../engine/row-binary.js';
import { CONTENTS, columnsOf } from '../schema/tables.js';
import { BufferPool } from './buffer-pool.js';
import { pooledContents } from './pooled-contents.js';

test('contents are found again as they were, whatever they hold and however long they are', () => {
  const texts = ['', 'a', '"\\\n\0', 'ä€😀'.repeat(50_000), 'b'.repeat(127), 'c'.repeat(128), 'd'.repeat(262_144), 'e'.repeat(5_000_000), '\ud800 alone'];
  const contents = texts.map((text) => ({ project: 'größe', sha256: createHash('sha256').update(text).digest('hex'), text }));
  const used: Buffer[] = [];
  const bytes = Buffer.concat([binaryHeader(columnsOf(CONTENTS)), ...pooledContents(contents, new BufferPool(), used)]);
  const { columns, rows, sizeBytes } = findBinaryRows(bytes)!;
  expect(sizeBytes).toBe(bytes.length);
  expect(columns).toEqual(['project', 'sha256', 'text']);
  const found = rows.map((row) => row.map(({ start, end }) => bytes.toString('utf8', start, end)));
  // As everywhere in UTF-8, and as it was hashed, half a character is U+FFFD.
  const expected = contents.map(({ project, sha256, text }) => [project, sha256, text.toWellFormed()]);
  expect(found.map(([, sha256]) => sha256)).toEqual(expected.map(([, sha256]) => sha256));
  for (const [index, row] of expected.entries()) expect(found[index]![2] === row[2] && found[index]![0] === row[0]).toBe(true);
  expect(used.every((buffer) => buffer.length >= 262_144)).toBe(true);
});

test('any bytes at all are read without an error, and never beyond their end', () => {
  const whole = Buffer.concat([binaryHeader(['a', 'b']), Buffer.from([1, 120, 0x80, 0x01, ...Array.from({ length: 128 }, () => 121)])]);
  for (let size = 0; size <= whole.length; size++) expect(findBinaryRows(whole.subarray(0, size))!.rows).toHaveLength(size === whole.length ? 1 : 0);
  for (let seed = 1; seed < 2_000; seed++) {
    const bytes = Buffer.from(whole);
    bytes[(seed * 7_919) % bytes.length] = seed & 0xff;
    const found = findBinaryRows(bytes);
    if (found) expect(found.sizeBytes).toBeLessThanOrEqual(bytes.length);
  }
});
