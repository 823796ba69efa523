import { appendFile, mkdtemp, readFile, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { putText } from '../engine/row-binary.js';
import { readRowsFile } from '../engine/rows-file.js';
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
  return { table, format: 'JSONCompactEachRowWithNames', rows: lines.length, bytes: lines.map((line) => Buffer.from(`${line}\n`)) };
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

test('a file without a whole row is no more', async () => {
  await writeFile(join(directory, '7.notes.rows'), '["id","te');
  await writeFile(join(directory, '8.notes.rows'), '["id","text"]\n[1');
  const log = await openWriteAheadLog(directory, { fsync: false, onProblem });
  expect(log.leftBehind).toEqual([]);
  expect(await readdir(directory)).toEqual([]);
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

test('texts are found again in the other format, but for what was not written to its end', async () => {
  const words: Table = { name: 'words', columns: { project: 'String', word: 'String' }, orderBy: ['project'] };
  const long = 'ä'.repeat(20_000);
  const bytes = [['one', ''], ['two', long]].map((row) => {
    const buffer = Buffer.alloc(50_000);
    return buffer.subarray(0, row.reduce((end, text) => putText(buffer, end, text), 0));
  });
  const log = await openWriteAheadLog(directory, { fsync: false, onProblem });
  await log.take().append([{ table: words, format: 'RowBinaryWithNames', rows: 2, bytes }]);
  await log.close();
  const path = join(directory, '1.words.binary');
  const whole = await readFile(path);
  for (const more of [bytes[1]!.subarray(0, -1), bytes[0]!.subarray(0, 3), Buffer.alloc(5_000), Buffer.alloc(0)]) {
    await writeFile(path, Buffer.concat([whole, more]));
    const next = await openWriteAheadLog(directory, { fsync: false, onProblem });
    const file = next.leftBehind[0]!.files.get('words')!;
    expect(file.rows).toBe(2);
    expect((await readFile(path)).equals(whole)).toBe(true);
    expect(await readRowsFile(file)).toEqual({ columns: ['project', 'word'], lines: ['["one",""]', JSON.stringify(['two', long])] });
    await next.close();
  }
});

test('a file of the other format that is damaged is moved aside; one that was hardly begun is no more', async () => {
  await writeFile(join(directory, '3.words.binary'), Buffer.alloc(5_000));
  await writeFile(join(directory, '4.words.binary'), Buffer.from([2, 7, 112]));
  const log = await openWriteAheadLog(directory, { fsync: false, onProblem });
  expect(log.leftBehind).toEqual([]);
  expect(await readdir(directory)).toEqual(['3.words.binary.damaged']);
  await log.close();
});

test('what an earlier version left behind in one format is not in the way of rows in the other', async () => {
  const log = await openWriteAheadLog(directory, { fsync: false, onProblem });
  await log.take().append([rowsOf(NOTES, '["a","1"]')]);
  await log.close();
  const next = await openWriteAheadLog(directory, { fsync: false, onProblem });
  await next.leftBehind[0]!.clear();
  const segment = next.take();
  const row = Buffer.from([1, 97, 1, 50]);
  await segment.append([{ table: NOTES, format: 'RowBinaryWithNames', rows: 1, bytes: [row] }]);
  expect(segment.files.get('notes')).toMatchObject({ format: 'RowBinaryWithNames', rows: 1 });
  // Killed now, it leaves both files.
  const last = await openWriteAheadLog(directory, { fsync: false, onProblem });
  expect(await readRowsFile(last.leftBehind[0]!.files.get('notes')!)).toEqual({ columns: ['id', 'text'], lines: ['["a","2"]'] });
  await next.close();
  await last.close();
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
