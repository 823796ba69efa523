import { fork, spawnSync } from 'node:child_process';
import { appendFile, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createMemoryFile } from './memory-file.js';
import type { MemoryEntry } from './shared-memory.js';

let folder = '';
beforeAll(async () => void (folder = await mkdtemp(join(tmpdir(), 'heddle-memory-'))));
afterAll(async () => await rm(folder, { recursive: true, force: true }));

function note(key: string, value: string | number): MemoryEntry {
  return { key, value, scope: 'app', by: 'Planner', sessionId: 'ses_1', roundId: 'rnd_1' };
}

/** A process that appends `{key}{0, 1, 2 of keys}` = 0, 1, 2, ... and says each time that it did. */
function writer(path: string, key: string, { keys, count }: { readonly keys: number; readonly count: number }) {
  const module = fileURLToPath(new URL('./memory-file.js', import.meta.url));
  return fork('--input-type=module', ['-e', `
    import { createMemoryFile } from ${JSON.stringify(module)};
    const file = createMemoryFile(${JSON.stringify(path)}, { rewriteFromBytes: 1_000 });
    for (let value = 0; value < ${count}; value++) {
      const entry = { key: ${JSON.stringify(key)} + (value % ${keys}), value, scope: 'app', by: 'Planner', sessionId: 'ses_1', roundId: 'rnd_1' };
      await file.append([entry]);
      process.send(value);
    }
    process.disconnect();
  `], { execArgv: [] });
}

async function newest(path: string): Promise<ReadonlyMap<string, unknown>> {
  return new Map((await createMemoryFile(path).read()).map(({ key, value }) => [key, value]));
}

test('a file keeps entries in order, and loses no more than a line that was torn', async () => {
  const path = join(folder, 'app', 'memory.jsonl');
  const entries = [note('unit', 'celsius'), note('city', 'Seattle'), note('city', 'Boston')];
  const file = createMemoryFile(path);
  expect(await file.read()).toEqual([]);
  await file.append(entries.slice(0, 2));
  await appendFile(path, '{"key":"torn","val');
  await file.append([entries[2]!]);
  await appendFile(path, '\n{"key":"strange"}\n');
  expect(await createMemoryFile(path).read()).toEqual(entries);
});

test('a file that is mostly overwritten is written anew: the newest of each key, and what a later version wrote', async () => {
  const path = join(folder, 'rewritten.jsonl');
  await writeFile(path, '{"from":"a later version"}\n{"torn');
  const file = createMemoryFile(path, { rewriteFromBytes: 1_000 });
  await file.append([note('city', 'Seattle')]);
  for (let day = 0; day < 100; day++) await file.append([note('day', day)]);
  expect((await stat(path)).size).toBeLessThan(1_500);
  const text = await readFile(path, 'utf8');
  expect(text).toContain('{"from":"a later version"}');
  expect(text).not.toContain('{"torn');
  expect([...(await newest(path))]).toEqual([['city', 'Seattle'], ['day', 99]]);
  expect((await stat(path)).mode & 0o777).toBe(0o600);
});

test('a file of which most counts stays as it is', async () => {
  const path = join(folder, 'full.jsonl');
  const file = createMemoryFile(path, { rewriteFromBytes: 1_000 });
  await file.append(Array.from({ length: 50 }, (_, index) => note(`key ${index}`, index)));
  const { ino } = await stat(path);
  await file.append([note('key 0', 'again')]);
  expect((await stat(path)).ino).toBe(ino);
  expect(await file.read()).toHaveLength(51);
});

test('a process that was killed at any moment has lost nothing that it had written down', async () => {
  const path = join(folder, 'killed.jsonl');
  const process = writer(path, 'key ', { keys: 3, count: 100_000 });
  const said = await new Promise<number>((resolve) => process.on('message', (value: number) => value >= 21 && resolve(value)));
  const ended = new Promise((resolve) => process.once('exit', resolve));
  process.kill('SIGKILL');
  await ended;
  const values = await newest(path);
  for (let value = said - 2; value <= said; value++) expect(values.get(`key ${value % 3}`)).toBeGreaterThanOrEqual(value);
  // What the dead process may have left beside the file does not stop the next from rewriting it.
  await createMemoryFile(path, { rewriteFromBytes: 1 }).append([0, 1, 2, 0, 1, 2, 0, 1, 2].map((key) => note(`key ${key}`, 'new')));
  expect([...(await newest(path)).values()]).toEqual(['new', 'new', 'new']);
  expect((await readdir(folder)).filter((name) => name.startsWith('killed.jsonl'))).toEqual(['killed.jsonl']);
});

test('a crash before the new file has its name leaves the old one, and the lock of the dead is no hindrance', async () => {
  const path = join(folder, 'crashed.jsonl');
  const file = createMemoryFile(path, { rewriteFromBytes: 1 });
  await file.append([note('city', 'Seattle')]);
  const { pid } = spawnSync(process.execPath, ['-e', '']);
  await writeFile(`${path}.lock`, String(pid));
  await writeFile(`${path}.draft`, '{"key":"half a dr');
  await file.append([note('city', 'Boston'), note('city', 'Paris')]);
  expect(await file.read()).toEqual([note('city', 'Paris')]);
  expect((await readdir(folder)).filter((name) => name.startsWith('crashed.jsonl'))).toEqual(['crashed.jsonl']);
});

test('processes that append and rewrite at once lose nothing of each other', async () => {
  const path = join(folder, 'shared.jsonl');
  const writers = ['a', 'b'].map((key) => writer(path, key, { keys: 4, count: 60 }));
  const codes = await Promise.all(writers.map((process) => new Promise((resolve) => process.once('exit', resolve))));
  expect(codes).toEqual([0, 0]);
  const values = await newest(path);
  for (const key of ['a', 'b']) expect([0, 1, 2, 3].map((index) => values.get(key + index))).toEqual([56, 57, 58, 59]);
  expect((await stat(path)).size).toBeLessThan(3_000);
});
