import { appendFile, mkdtemp, readFile, readdir, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { Table } from '../schema/tables.js';
import { openWriteAheadLog } from './write-ahead-log.js';
import type { TableRows } from './write-ahead-log.js';

const NOTES: Table = { name: 'notes', columns: { id: 'UInt64', text: 'String' }, orderBy: ['id'] };

let directory: string;
const problems: unknown[] = [];
const onProblem = (problem: unknown) => void problems.push(problem);

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'heddle-log-'));
});

afterEach(async () => {
  await rm(directory, { recursive: true });
});

function rowsOf(table: Table, ...lines: readonly string[]): TableRows {
  return { table, rows: lines.length, bytes: lines.map((line) => Buffer.from(`${line}\n`)) };
}

async function contentOf(path: string): Promise<string> {
  return readFile(path, 'utf8');
}

test.each([false, true])('the next owner finds the rows, and what their columns are (waiting for the disk: %s)', async (fsync) => {
  const log = await openWriteAheadLog(directory, { fsync, onProblem });
  const segment = log.take();
  await segment.append([rowsOf(NOTES, '[1,"a"]', '[2,"b"]')]);
  await segment.append([rowsOf(NOTES, '[3,"c"]')]);
  await log.close();
  const next = await openWriteAheadLog(directory, { fsync, onProblem });
  const [left, ...others] = next.leftBehind;
  expect(others).toEqual([]);
  const file = left!.files.get('notes')!;
  expect(file.rows).toBe(3);
  expect(await contentOf(file.path)).toBe('["id","text"]\n[1,"a"]\n[2,"b"]\n[3,"c"]\n');
  await left!.clear();
  await next.close();
  expect(await readdir(directory)).toEqual([]);
});

test('a line that was not written to its end is cut off, and rows go on after the whole ones', async () => {
  const log = await openWriteAheadLog(directory, { fsync: false, onProblem });
  await log.take().append([rowsOf(NOTES, '[1,"a"]')]);
  await log.close();
  await appendFile(join(directory, '1.notes.rows'), '[2,"not who');
  const next = await openWriteAheadLog(directory, { fsync: false, onProblem });
  const segment = next.leftBehind[0]!;
  await segment.append([rowsOf(NOTES, '[3,"c"]')]);
  expect(await contentOf(join(directory, '1.notes.rows'))).toBe('["id","text"]\n[1,"a"]\n[3,"c"]\n');
  await next.close();
});

test('a file without a whole row is empty', async () => {
  await writeFile(join(directory, '7.notes.rows'), '["id","te');
  await writeFile(join(directory, '8.notes.rows'), '["id","text"]\n[1');
  const log = await openWriteAheadLog(directory, { fsync: false, onProblem });
  expect(log.leftBehind).toEqual([]);
  expect((await stat(join(directory, '8.notes.rows'))).size).toBe(0);
  await log.close();
});

test('a file that a loss of power damaged is moved aside, and said so', async () => {
  await writeFile(join(directory, '3.notes.rows'), `${'\0'.repeat(100)}\n[1,"a"]\n`);
  const log = await openWriteAheadLog(directory, { fsync: false, onProblem });
  expect(log.leftBehind).toEqual([]);
  expect(await readdir(directory)).toEqual(['3.notes.rows.damaged']);
  expect(problems.map(String)).toEqual([expect.stringContaining('3.notes.rows is damaged')]);
  await log.close();
});

test('of rows that cannot all be written none are', async () => {
  const log = await openWriteAheadLog(directory, { fsync: false, onProblem });
  const segment = log.take();
  await segment.append([rowsOf(NOTES, '[1,"a"]')]);
  const unwritable: Table = { ...NOTES, name: 'no-such-folder/notes' };
  await expect(segment.append([rowsOf(NOTES, '[2,"b"]'), rowsOf(unwritable, '[3,"c"]')])).rejects.toMatchObject({
    code: 'ENGINE_FAILED', message: expect.stringContaining('Writing 2 rows into '),
  });
  const file = segment.files.get('notes')!;
  expect(file.rows).toBe(1);
  expect(await contentOf(file.path)).toBe('["id","text"]\n[1,"a"]\n');
  await log.close();
});

test('a segment that was cleared is used again', async () => {
  const log = await openWriteAheadLog(directory, { fsync: false, onProblem });
  const first = log.take();
  await first.append([rowsOf(NOTES, '[1,"a"]')]);
  expect(first.sizeBytes).toBe(22);
  await first.clear();
  expect(first.files.size).toBe(0);
  const second = log.take();
  expect(second).toBe(first);
  await second.append([rowsOf(NOTES, '[2,"b"]')]);
  expect(await contentOf(second.files.get('notes')!.path)).toBe('["id","text"]\n[2,"b"]\n');
  await log.close();
});
