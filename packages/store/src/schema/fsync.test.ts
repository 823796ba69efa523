import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createEmbeddedDatabase } from '../engine/database.js';
import type { Database } from '../engine/database.js';
import { setFsync } from './fsync.js';
import { migrate } from './migrations.js';

let directory: string;
let database: Database;

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'heddle-fsync-'));
  database = await createEmbeddedDatabase(directory);
  await migrate(database, { kind: 'embedded' });
});

afterAll(async () => {
  await database.close();
  await rm(directory, { recursive: true });
});

async function tablesWith(setting: string): Promise<number> {
  const [row] = await database.query<{ tables: string }>(
    `SELECT countIf(position(engine_full, '${setting} = 1') > 0) AS tables FROM system.tables WHERE database = currentDatabase()`,
  );
  return Number(row!.tables);
}

test('every table waits for the disk when told to, and no longer when told otherwise', async () => {
  const [{ tables }] = (await database.query<{ tables: string }>('SELECT count() AS tables FROM system.tables WHERE database = currentDatabase()')) as [{ tables: string }];
  expect(await tablesWith('fsync_after_insert')).toBe(0);
  await setFsync(database, true);
  await setFsync(database, true);
  expect(await tablesWith('fsync_after_insert')).toBe(Number(tables));
  expect(await tablesWith('fsync_part_directory')).toBe(Number(tables));
  await setFsync(database, false);
  expect(await tablesWith('fsync_after_insert') + await tablesWith('fsync_part_directory')).toBe(0);
});
