import { mkdtemp, readFile, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { createInsertFiles } from './insert-files.js';

test('work at the same time has a file of its own, and the next has one of those, without what was in it', async () => {
  const parent = await mkdtemp(join(tmpdir(), 'heddle-inserts-'));
  const directory = join(parent, 'inserts');
  await createInsertFiles(directory);
  await writeFile(join(directory, 'left.rows'), 'by an engine that was killed');
  const files = await createInsertFiles(directory);
  expect(await readdir(directory)).toEqual([]);

  const read = (text: string) => files.with(Buffer.from(text), async (path) => [path, await readFile(path, 'utf8')]);
  const [[one, first], [two, second]] = await Promise.all([read('a longer text'), read('another')]) as [[string, string], [string, string]];
  expect([first, second]).toEqual(['a longer text', 'another']);
  expect(one).not.toBe(two);
  for (let again = 0; again < 2; again++) expect((await read('short'))[1]).toBe('short');
  await expect(files.with(Buffer.from('x'), () => Promise.reject(new Error('refused')))).rejects.toThrow('refused');
  expect(await readdir(directory)).toHaveLength(2);

  await files.close();
  expect(await readdir(parent)).toEqual([]);
  await rm(parent, { recursive: true });
});
