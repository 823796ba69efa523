import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { createEmbeddedDatabase } from './database.js';

// The engine takes these for patterns, or for archives, where it reads a file.
test.each(['a{b}c', 'x{1,2}y', 'q?r', 's*t', 'u[1-2]v', 'w.zip :: x', "it's"])('a large insert arrives whatever the folder is called: %s', async (name) => {
  const parent = await mkdtemp(join(tmpdir(), 'heddle-paths-'));
  const database = await createEmbeddedDatabase(join(parent, name));
  try {
    await database.command('CREATE TABLE texts (text String) ENGINE = MergeTree ORDER BY text');
    await database.insert('texts', ['text'], Array.from({ length: 300 }, (_, n) => JSON.stringify([`${n} `.repeat(300)])));
    expect(await database.query('SELECT toUInt32(count()) AS rows FROM texts')).toEqual([{ rows: 300 }]);
  } finally {
    await database.close();
    await rm(parent, { recursive: true });
  }
});
