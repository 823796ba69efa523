import { mkdtemp, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ClickHouseError } from '@clickhouse/client';
import { afterAll, beforeAll, beforeEach, expect, test, vi } from 'vitest';
import { createEmbeddedDatabase } from '../engine/database.js';
import type { EmbeddedDatabase } from '../engine/database.js';
import { StoreError } from '../errors.js';
import { migrate } from '../schema/migrations.js';
import { sampleSpan, traceIdOf } from '../testing/sample-span.js';
import type { InsertedBatch } from './inserts.js';
import { createLoggedInserts } from './logged-inserts.js';
import type { LoggedInsertsOptions } from './logged-inserts.js';
import { Turns } from './turns.js';
import { openWriteAheadLog } from './write-ahead-log.js';
import type { LogSegment } from './write-ahead-log.js';
import { createWriteQueue } from './write-queue.js';

let directory: string;
let database: EmbeddedDatabase;
let project = '';
let projects = 0;

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'heddle-logged-'));
  database = await createEmbeddedDatabase(join(directory, 'database'));
  await migrate(database, { kind: 'embedded' });
});

beforeEach(() => {
  project = `p${++projects}`;
});

afterAll(async () => {
  await database.close();
  await rm(directory, { recursive: true });
});

const LONG = { 'gen_ai.system_instructions': 'You are careful. '.repeat(200) };

async function spansOf(name: string): Promise<number> {
  const [row] = await database.query<{ rows: string }>('SELECT count() AS rows FROM spans FINAL WHERE project = {name:String}', { name });
  return Number(row!.rows);
}

/** A queue over a log in the test's own folder. */
async function openQueue(options: Partial<LoggedInsertsOptions> = {}) {
  const inserted: InsertedBatch[] = [];
  const problems: unknown[] = [];
  const turns = new Turns();
  const log = await openWriteAheadLog(join(directory, project), { fsync: false, onProblem: (problem) => problems.push(problem) });
  const inserts = createLoggedInserts({
    database, log, turns, resolve: () => Promise.resolve(), refusedFile: join(directory, 'refused'), onInserted: (batch) => inserted.push(batch), onProblem: (problem) => problems.push(problem), ...options,
  });
  const queue = createWriteQueue({ inserts, turns, nowMicros: () => 1_772_366_400_000_000 });
  const write = (id: number): Promise<void> => queue.write({ project, spans: [sampleSpan({ id, durationMs: 1, attributes: LONG })], logs: [] });
  return { inserts, queue, write, inserted, problems };
}

/** Rows by table of each file that is inserted, in order. */
function watched(files: string[]): EmbeddedDatabase {
  return {
    ...database,
    insertFile(table, file, options) {
      files.push(`${table} ${file.rows}`);
      return database.insertFile(table, file, options);
    },
  };
}

test('many writes are acknowledged before one insert, which puts long values first and each once', async () => {
  const files: string[] = [];
  const { queue, inserts, write, inserted } = await openQueue({ database: watched(files), delayMs: 60_000 });
  await Promise.all(Array.from({ length: 20 }, (_, n) => write(n + 1)));
  expect(files).toEqual([]);
  await inserts.settled('another project');
  expect(files).toEqual([]);
  await inserts.settled(project);
  expect(files).toEqual(['contents 1', 'spans 20']);
  expect(await spansOf(project)).toBe(20);
  expect(inserted.map((batch) => batch.project)).toEqual(Array.from({ length: 20 }, () => project));
  await write(21);
  await inserts.settled(project);
  expect(files).toEqual(['contents 1', 'spans 20', 'spans 1']);
  await queue.close();
});

test('what comes while an insert runs goes into the next, and whoever asks sees both', async () => {
  const files: string[] = [];
  const later: Promise<void>[] = [];
  const opened = await openQueue({
    database: {
      ...database,
      async insertFile(table, file, options) {
        files.push(`${table} ${file.rows}`);
        if (files.length === 2) {
          later.push(opened.write(2), opened.write(3));
          await Promise.all(later);
        }
        return database.insertFile(table, file, options);
      },
    },
  });
  await opened.write(1);
  await opened.inserts.settled();
  await opened.inserts.settled();
  expect(files).toEqual(['contents 1', 'spans 1', 'spans 2']);
  expect(await spansOf(project)).toBe(3);
  await opened.queue.close();
});

test('a full segment goes in at once, and while the engine is busy the next one grows, though not for ever', async () => {
  const counts: number[] = [];
  let release = (): void => undefined;
  const busy = new Promise<void>((resolve) => (release = resolve));
  const measured = await openQueue({ delayMs: 60_000 });
  await measured.write(1);
  const first = measured.inserts.waitingBytes;
  await measured.write(2);
  const rowBytes = measured.inserts.waitingBytes - first;
  await measured.queue.close();

  const fullBytes = first + 4 * rowBytes;
  const { queue, inserts, write } = await openQueue({
    delayMs: 60_000,
    fullBytes,
    database: {
      ...database,
      async insertFile(table, file, options) {
        await busy;
        if (table === 'spans') counts.push(file.rows);
        return database.insertFile(table, file, options);
      },
    },
  });
  for (let id = 11; id <= 50; id++) await write(id);
  release();
  await inserts.settled(project);
  expect(counts.reduce((sum, count) => sum + count, 0)).toBe(40);
  const most = Math.ceil(fullBytes / rowBytes);
  expect(counts[0]).toBeLessThanOrEqual(most + 1);
  expect(Math.max(...counts)).toBeGreaterThan(most + 1);
  expect(Math.max(...counts)).toBeLessThanOrEqual(2 * most + 1);
  await queue.close();
});

test('an owner that dies leaves what it acknowledged to the next, who hears which traces it was', async () => {
  const { write } = await openQueue({ delayMs: 60_000 });
  await write(1);
  await write(2);
  expect(await spansOf(project)).toBe(0);
  const next = await openQueue();
  await next.inserts.settled(project);
  expect(await spansOf(project)).toBe(2);
  expect(next.inserted).toMatchObject([{ project, traceIds: new Set([traceIdOf(1)]) }]);
  await next.queue.close();
});

test('while the database takes nothing, nothing is taken; what was acknowledged before goes in once it does', async () => {
  let broken = true;
  const { queue, inserts, write, problems } = await openQueue({
    database: {
      ...database,
      insertFile: (table, file, options) => (broken ? Promise.reject(new StoreError('DISK_FULL', 'The disk is full.')) : database.insertFile(table, file, options)),
    },
  });
  await write(1);
  await inserts.settled(project);
  await expect(Promise.allSettled([write(2), write(3)])).resolves.toMatchObject([{ reason: { code: 'DISK_FULL' } }, { reason: { code: 'DISK_FULL' } }]);
  expect(problems).toHaveLength(1);
  broken = false;
  await vi.waitFor(() => write(4), { timeout: 10_000 });
  await inserts.settled(project);
  expect(await spansOf(project)).toBe(2);
  expect(await queue.close()).toBe(true);
});

test('whoever asks is not held up by what came while an insert failed', async () => {
  let asked: Promise<void> | undefined;
  let broken = true;
  const opened = await openQueue({
    database: {
      ...database,
      async insertFile(table, file, options) {
        if (!broken) return database.insertFile(table, file, options);
        await opened.write(2);
        asked ??= opened.inserts.settled(project);
        throw new StoreError('DISK_FULL', 'The disk is full.');
      },
    },
  });
  await opened.write(1);
  await opened.inserts.settled(project);
  await asked;
  broken = false;
  await vi.waitFor(() => opened.write(3), { timeout: 10_000 });
  await opened.inserts.settled(project);
  expect(await spansOf(project)).toBe(3);
  await opened.queue.close();
});

test('a fault of the engine sets nothing aside, and what went in before it is not inserted again', async () => {
  let broken = true;
  const files: string[] = [];
  const cause = new ClickHouseError({ code: '241', message: 'Memory limit exceeded', type: 'MEMORY_LIMIT_EXCEEDED' });
  const { queue, inserts, write } = await openQueue({
    database: {
      ...database,
      insertFile(table, file, options) {
        files.push(table);
        return broken && table === 'spans' ? Promise.reject(new StoreError('ENGINE_FAILED', 'It has no memory.', { cause })) : database.insertFile(table, file, options);
      },
    },
  });
  await write(1);
  await inserts.settled(project);
  broken = false;
  await vi.waitFor(() => write(2), { timeout: 10_000 });
  await inserts.settled(project);
  expect(await spansOf(project)).toBe(2);
  expect(files.slice(0, 3)).toEqual(['contents', 'spans', 'spans']);
  await expect(stat(join(directory, 'refused'))).rejects.toMatchObject({ code: 'ENOENT' });
  await queue.close();
});

test('a content of a batch that could not be written is written with the next that has it', async () => {
  const log = await openWriteAheadLog(join(directory, project), { fsync: false, onProblem: () => undefined });
  let full = true;
  const take = (): LogSegment => {
    const segment = log.take();
    return {
      ...segment,
      get sizeBytes() {
        return segment.sizeBytes;
      },
      get files() {
        return segment.files;
      },
      append: (parts) => (full ? Promise.reject(new StoreError('DISK_FULL', 'The disk is full.')) : segment.append(parts)),
    };
  };
  const { queue, inserts, write } = await openQueue({ log: { ...log, take } });
  // The second is encoded while the first is refused, and relies on a content of the first.
  await expect(Promise.allSettled([write(1), write(2), write(3)])).resolves.toMatchObject([{ status: 'rejected' }, { status: 'rejected' }, { status: 'rejected' }]);
  full = false;
  await write(2);
  await inserts.settled(project);
  const [row] = await database.query<{ contents: string }>('SELECT count() AS contents FROM contents WHERE project = {project:String}', { project });
  expect(Number(row!.contents)).toBe(1);
  await queue.close();
});

test('what an owner left is kept until its traces are resolved', async () => {
  const { write } = await openQueue({ delayMs: 60_000 });
  await write(1);
  const asked: string[] = [];
  const ends: (() => void)[] = [];
  const next = await openQueue({
    resolve: (name, traceIds) => {
      asked.push(`${name} ${traceIds.join(' ')}`);
      return new Promise((resolve) => ends.push(resolve));
    },
  });
  await next.inserts.settled(project);
  expect(asked).toEqual([`${project} ${traceIdOf(1)}`]);
  expect((await stat(join(directory, project, '1.spans.rows'))).size).toBeGreaterThan(0);
  for (const end of ends) end();
  await vi.waitFor(async () => expect((await stat(join(directory, project, '1.spans.rows'))).size).toBe(0));
  await next.queue.close();
});

test('asking for all of nothing is answered at once', async () => {
  const { queue, inserts } = await openQueue();
  await inserts.settled();
  await queue.close();
});

test('what cannot go in at the end waits for the next owner', async () => {
  const { queue, write } = await openQueue({ database: { ...database, insertFile: () => Promise.reject(new StoreError('DISK_FULL', 'The disk is full.')) } });
  await write(1);
  expect(await queue.close()).toBe(false);
  const next = await openQueue();
  await next.inserts.settled(project);
  expect(await spansOf(project)).toBe(1);
  expect(await next.queue.close()).toBe(true);
});

test('a folder whose name the engine takes for a pattern is read all the same', async () => {
  project = `p{${project},x}*`;
  const { queue, inserts, write } = await openQueue();
  await write(1);
  await inserts.settled(project);
  expect(await spansOf(project)).toBe(1);
  await queue.close();
});
