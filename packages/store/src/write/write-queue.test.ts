import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createEmbeddedDatabase } from '../engine/database.js';
import type { Database } from '../engine/database.js';
import { migrate } from '../schema/migrations.js';
import { sampleSpan } from '../testing/sample-span.js';
import { createWriteQueue } from './write-queue.js';

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
  const queue = createWriteQueue({ database: watched, onWritten: () => undefined, nowMicros: () => 1_772_366_400_000_000 });
  const write = (id: number): Promise<void> =>
    queue.write({ project: 'p', spans: [sampleSpan({ id, durationMs: 1, attributes: LONG })], logs: [] });
  await Promise.all([write(1), write(2), write(3)]);
  await write(4);
  await queue.close();
  expect(inserts).toEqual(['contents 1', 'spans 3', 'spans 1']);
  expect(await rowsOf('contents')).toBe(1);
  expect(await rowsOf('spans')).toBe(4);
});

test('past its memory the queue refuses until there is room again', async () => {
  const queue = createWriteQueue({ database, onWritten: () => undefined, nowMicros: () => 1_772_366_400_000_000, maxWaitingBytes: 4_000 });
  const write = (id: number): Promise<void> =>
    queue.write({ project: 'full', spans: [sampleSpan({ id, durationMs: 1, attributes: LONG })], logs: [] });
  const results = await Promise.allSettled([write(1), write(2), write(3)]);
  expect(results.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'rejected']);
  expect(results[1]).toMatchObject({ reason: { code: 'STORE_FULL' } });
  await write(2);
  await queue.close();
});
