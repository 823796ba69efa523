import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createEmbeddedDatabase } from '../engine/database.js';
import type { Database } from '../engine/database.js';
import { StoreError } from '../errors.js';
import { migrate } from '../schema/migrations.js';
import { sampleSpan } from '../testing/sample-span.js';
import { createDirectInserts } from './direct-inserts.js';
import type { DirectInsertsOptions } from './direct-inserts.js';
import { Turns } from './turns.js';
import { createWriteQueue } from './write-queue.js';
import type { WriteQueue } from './write-queue.js';

let directory: string;
let database: Database;

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'heddle-queue-'));
  database = await createEmbeddedDatabase(directory);
  await migrate(database, { kind: 'embedded' });
});

afterAll(async () => {
  await database.close();
  await rm(directory, { recursive: true });
});

function createQueue(options: Partial<DirectInsertsOptions> & Pick<DirectInsertsOptions, 'database'>, maxWaitingBytes?: number): WriteQueue {
  return createWriteQueue({
    turns: new Turns(),
    inserts: createDirectInserts({ onInserted: () => undefined, ...options }), nowMicros: () => 1_772_366_400_000_000, ...(maxWaitingBytes !== undefined && { maxWaitingBytes }),
  });
}

const LONG = { 'gen_ai.system_instructions': 'You are careful. '.repeat(200) };

async function rowsOf(table: string): Promise<number> {
  const [row] = await database.query<{ rows: string }>(`SELECT count() AS rows FROM ${table}`);
  return Number(row!.rows);
}

test('batches that come together are inserted together, and a content once', async () => {
  const inserts: string[] = [];
  const watched: Database = {
    ...database,
    insert(table, columns, lines) {
      if (lines.length > 0) inserts.push(`${table} ${lines.length}`);
      return database.insert(table, columns, lines);
    },
  };
  const queue = createQueue({ database: watched });
  const write = (id: number): Promise<void> =>
    queue.write({ project: 'p', spans: [sampleSpan({ id, durationMs: 1, attributes: LONG })], logs: [] });
  await Promise.all([write(1), write(2), write(3)]);
  await write(4);
  await queue.close();
  expect(inserts.toSorted()).toEqual(['contents 1', 'spans 1', 'spans 3']);
  expect(await rowsOf('contents')).toBe(1);
  expect(await rowsOf('spans')).toBe(4);
});

test('what little comes while an insert runs goes in when that has ended', async () => {
  const inserts: number[] = [];
  const later: Promise<void>[] = [];
  let running = 0;
  let most = 0;
  const slow: Database = {
    ...database,
    async insert(table, _columns, lines) {
      if (table !== 'spans' || lines.length === 0) return;
      inserts.push(lines.length);
      most = Math.max(most, ++running);
      if (inserts.length === 1) later.push(write(2), write(3), write(4));
      // Long enough for an insert beside it to begin, if one wanted to.
      for (let turn = 0; turn < 200; turn++) await setImmediate();
      running--;
    },
  };
  const queue = createQueue({ database: slow, delayMs: 0 });
  const write = (id: number): Promise<void> => queue.write({ project: 'slow', spans: [sampleSpan({ id, durationMs: 1 })], logs: [] });
  await write(1);
  await Promise.all(later);
  await queue.close();
  expect(most).toBe(1);
  expect(inserts.reduce((sum, rows) => sum + rows, 0)).toBe(4);
});

test('contents are lent from before rows refer to them until they are there', async () => {
  const log: string[] = [];
  const watched: Database = {
    ...database,
    async insert(table, columns, lines, options) {
      if (lines.length > 0) log.push(`${table} begins`);
      await database.insert(table, columns, lines, options);
      if (lines.length > 0) log.push(`${table} ends`);
    },
  };
  const lend = (project: string, contents: ReadonlyMap<string, string>) => {
    log.push(`${project} lends ${contents.size}`);
    return () => void log.push('given back');
  };
  const queue = createQueue({ database: watched, lend, onInserted: () => void log.push('written') });
  await queue.write({ project: 'lent', spans: [sampleSpan({ id: 1, durationMs: 1, attributes: { ...LONG, own: 'text '.repeat(200) } })], logs: [] });
  await queue.close();
  expect(log[0]).toBe('lent lends 2');
  expect(log.slice(-2)).toEqual(['given back', 'written']);
  expect(log.slice(1, -2).toSorted()).toEqual(['contents begins', 'contents ends', 'spans begins', 'spans ends']);
});

test('past its memory the queue refuses until there is room again', async () => {
  const queue = createQueue({ database }, 4_000);
  const write = (id: number): Promise<void> =>
    queue.write({ project: 'full', spans: [sampleSpan({ id, durationMs: 1, attributes: LONG })], logs: [] });
  const results = await Promise.allSettled([write(1), write(2), write(3)]);
  expect(results.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'rejected']);
  expect(results[1]).toMatchObject({ reason: { code: 'STORE_FULL' } });
  await write(2);
  await queue.close();
});

test('a batch far larger than the memory of the queue goes in piece by piece, when it is alone', async () => {
  const queue = createQueue({ database }, 4_000);
  // Much to say for every span, and hardly anything on the wire: all of them share it.
  const resource = Object.fromEntries(Array.from({ length: 100 }, (_, index) => [`key.${index}`, `${index} ${'x'.repeat(280)}`]));
  const spans = Array.from({ length: 2_000 }, (_, index) => ({ ...sampleSpan({ trace: 77, id: index + 1, durationMs: 1 }), resource }));
  await queue.write({ project: 'large', spans, logs: [] });
  await queue.close();
  const [row] = await database.query<{ spans: string; bytes: string }>(
    "SELECT count() AS spans, max(length(raw)) AS bytes FROM spans WHERE project = 'large'",
  );
  expect(Number(row!.spans)).toBe(2_000);
  expect(Number(row!.bytes)).toBeLessThan(1_000);
});

test('when the engine cannot be reached, batches that wait together are refused together', async () => {
  let inserts = 0;
  const unreachable: Database = {
    ...database,
    insert(_table, _columns, lines) {
      if (lines.length > 0) inserts++;
      return lines.length === 0 ? Promise.resolve() : Promise.reject(new StoreError('ENGINE_FAILED', 'It does not answer.'));
    },
  };
  const failed: number[] = [];
  const queue = createQueue({ database: unreachable, onFailed: ({ traceIds }) => void failed.push(traceIds.size) });
  const results = await Promise.allSettled(Array.from({ length: 50 }, (_, index) =>
    queue.write({ project: 'p', spans: [sampleSpan({ id: index + 1, durationMs: 1 })], logs: [] })));
  expect(new Set(results.map(({ status }) => status))).toEqual(new Set(['rejected']));
  expect(inserts).toBeLessThan(10);
  // Some of them may be there: whoever knows which traces are complete has to look again.
  expect(failed).toEqual(Array.from({ length: 50 }, () => 1));
  await queue.close();
});

test('spans are made while they are encoded; one that is missing is passed over, and a batch of none is acknowledged', async () => {
  const queue = createQueue({ database });
  const before = await rowsOf('spans');
  const span = sampleSpan({ id: 901, durationMs: 1 });
  await queue.write({ project: 'made', spans: new Set([undefined, span]).values(), logs: [] });
  await queue.write({ project: 'made', spans: [undefined], logs: [] });
  await queue.close();
  expect(await rowsOf('spans')).toBe(before + 1);
});

test('a batch whose spans cannot be made is refused', async () => {
  const queue = createQueue({ database });
  await expect(queue.write({ project: 'made', spans: { [Symbol.iterator]: () => ({ next: () => { throw new Error('too many'); } }) }, logs: [] })).rejects.toThrow('too many');
  await queue.close();
});
