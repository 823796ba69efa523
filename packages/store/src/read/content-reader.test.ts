import { expect, test } from 'vitest';
import type { Database } from '../engine/database.js';
import { createContentReader } from './content-reader.js';

const hashOf = (n: number) => n.toString(16).padStart(64, '0');
const referring = (...numbers: readonly number[]) => JSON.stringify(numbers.map((n) => `\u007ft${hashOf(n)}`));

/** A database that has the text `text N` under the N-th hash, and tells what was asked for. */
function databaseOf(known: (n: number) => string | undefined = (n) => `text ${n}`): { readonly database: Database; readonly asked: number[][] } {
  const asked: number[][] = [];
  const query = (_statement: string, { hashes }: { readonly hashes: readonly string[] }) => {
    const numbers = hashes.map((sha256) => Number.parseInt(sha256, 16));
    asked.push(numbers);
    return Promise.resolve(numbers.flatMap((n) => {
      const text = known(n);
      return text === undefined ? [] : [{ sha256: hashOf(n), text }];
    }));
  };
  return { asked, database: { kind: 'embedded', query } as unknown as Database };
}

test('what was read is kept for the project it was read for', async () => {
  const { database, asked } = databaseOf();
  const reader = createContentReader(database);
  expect(await reader.read('p', [referring(1, 2)])).toEqual(new Map([[hashOf(1), 'text 1'], [hashOf(2), 'text 2']]));
  expect(await reader.read('p', [referring(2, 3)])).toEqual(new Map([[hashOf(2), 'text 2'], [hashOf(3), 'text 3']]));
  await reader.read('other', [referring(1)]);
  expect(asked).toEqual([[1, 2], [3], [1]]);
});

test('what was not asked for longest goes out, long texts are not kept, and what is missing is looked for again', async () => {
  const { database, asked } = databaseOf((n) => (n === 9 ? 'x'.repeat(100_000) : n === 8 ? undefined : 'text'));
  const reader = createContentReader(database, 8);
  await reader.read('p', [referring(1, 2)]);
  await reader.read('p', [referring(1)]);
  await reader.read('p', [referring(3)]);
  await reader.read('p', [referring(1)]);
  expect(asked).toEqual([[1, 2], [3]]);
  await reader.read('p', [referring(2)]);
  expect(asked.at(-1)).toEqual([2]);
  for (let time = 0; time < 2; time++) expect([...(await reader.read('p', [referring(8, 9)])).keys()]).toEqual([hashOf(9)]);
  expect(asked.slice(-2)).toEqual([[8, 9], [8, 9]]);
});

test('what is on its way is there for its project until it has arrived', async () => {
  const { database } = databaseOf(() => undefined);
  const reader = createContentReader(database);
  const giveBack = reader.lend('p', new Map([[hashOf(1), 'coming']]));
  expect((await reader.read('p', [referring(1)])).get(hashOf(1))).toBe('coming');
  expect(await reader.read('other', [referring(1)])).toEqual(new Map());
  giveBack();
  expect(await reader.read('p', [referring(1)])).toEqual(new Map());
});
