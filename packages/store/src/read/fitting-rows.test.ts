import { createHash } from 'node:crypto';
import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { referencesIn } from './contents.js';
import { readFittingRows } from './fitting-rows.js';
import type { Sources } from './sources.js';

const TEXTS = [10, 1_000, 3_000, 20_000].map((length) => 'x'.repeat(length));
const CONTENTS = new Map(TEXTS.map((text) => [createHash('sha256').update(text).digest('hex'), text]));

function sourcesOver(asked: number[]): Sources {
  const read = (_project: string, stored: readonly string[]) => {
    asked.push(stored.length);
    return Promise.resolve(new Map([...referencesIn(stored)].flatMap((sha256) => (CONTENTS.has(sha256) ? [[sha256, CONTENTS.get(sha256)!]] : []))));
  };
  return { contents: { read } } as unknown as Sources;
}

const rowArbitrary = fc.array(fc.constantFrom(...CONTENTS.keys(), 'f'.repeat(64)), { maxLength: 4 })
  .map((hashes) => ({ row: { raw: JSON.stringify(hashes.map((sha256) => `\u007ft${sha256}`)), computed_cost_usd: null, price_table: '' }, length: hashes.reduce((sum, sha256) => sum + (CONTENTS.get(sha256)?.length ?? 0), 0) }));

test('it gives the first rows that fit, one at least, with all that they refer to', async () => {
  await fc.assert(fc.asyncProperty(fc.array(rowArbitrary, { maxLength: 300 }), fc.integer({ min: 1, max: 400_000 }), async (rows, maxLength) => {
    const { count, contents } = await readFittingRows(sourcesOver([]), 'p', rows.map(({ row }) => row), maxLength);
    const lengthOf = (first: number) => rows.slice(0, first).reduce((sum, { row, length }) => sum + row.raw.length + length, 0);
    expect(count).toBeGreaterThanOrEqual(Math.min(1, rows.length));
    if (count > 1) expect(lengthOf(count)).toBeLessThanOrEqual(maxLength);
    if (count < rows.length) expect(lengthOf(count + 1)).toBeGreaterThan(maxLength);
    for (const sha256 of referencesIn(rows.slice(0, count).map(({ row }) => row.raw))) expect(contents.get(sha256)).toBe(CONTENTS.get(sha256));
  }));
});

test('rows that are short are read in two goes, and of long ones no more than fit', async () => {
  const short = Array.from({ length: 1_000 }, () => ({ raw: '["short"]', computed_cost_usd: null, price_table: '' }));
  const asked: number[] = [];
  expect((await readFittingRows(sourcesOver(asked), 'p', short)).count).toBe(1_000);
  expect(asked).toEqual([100, 900]);
  const long = Array.from({ length: 1_000 }, () => ({ raw: `["\u007ft${[...CONTENTS.keys()][3]!}"]`, computed_cost_usd: null, price_table: '' }));
  const askedLong: number[] = [];
  expect((await readFittingRows(sourcesOver(askedLong), 'p', long)).count).toBe(199);
  expect(askedLong.reduce((sum, rows) => sum + rows, 0)).toBeLessThan(300);
});
