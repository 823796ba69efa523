import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createEmbeddedDatabase } from '../engine/database.js';
import type { Database } from '../engine/database.js';
import { migrate } from './migrations.js';

let directory: string;
let database: Database;

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'heddle-migrations-'));
  database = await createEmbeddedDatabase(directory);
});

afterAll(async () => {
  await database.close();
  await rm(directory, { recursive: true });
});

const FIRST = {
  version: 1, statements: () => ['CREATE TABLE IF NOT EXISTS notes (id UInt8) ENGINE = MergeTree ORDER BY id', 'INSERT INTO notes VALUES (1)'],
};
const SECOND = { version: 2, statements: () => ["ALTER TABLE notes ADD COLUMN IF NOT EXISTS text String DEFAULT 'old'"] };

test('each step is taken once, also when the database is opened again by a later version', async () => {
  await migrate(database, { kind: 'embedded' }, [FIRST]);
  await migrate(database, { kind: 'embedded' }, [FIRST]);
  await migrate(database, { kind: 'embedded' }, [FIRST, SECOND]);
  expect(await database.query('SELECT id, text FROM notes')).toEqual([{ id: 1, text: 'old' }]);
});

test('a database of a later version is refused', async () => {
  await expect(migrate(database, { kind: 'embedded' }, [FIRST])).rejects.toMatchObject({
    code: 'SCHEMA_NEWER', message: expect.stringContaining('schema 2'),
  });
});
