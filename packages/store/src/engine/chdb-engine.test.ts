import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { createChdbEngine } from './chdb-engine.js';
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

test('what one question sets is not there for the next', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'heddle-connections-'));
  const engine = await createChdbEngine(folder);
  const text = async (statement: string, parameters: Record<string, string> = {}, settings: Record<string, string> = {}) => {
    const { bytes } = await engine.query({ statement, parameters: new Map(Object.entries(parameters)), settings: new Map(Object.entries(settings)) });
    return Buffer.from(bytes).toString('utf8').trim();
  };
  try {
    const threads = "SELECT getSetting('max_threads') AS threads";
    const standard = await text(threads);
    expect(await text('SELECT {a:String}', { a: 'one' }, { max_threads: '3' })).toBe('one');
    expect(await text(threads, {}, { max_threads: '3' })).toBe('3');
    expect(await text(threads)).toBe(standard);
    expect(await text('SELECT {a:String}', { a: 'two' }, { max_threads: '3' })).toBe('two');
    await text('SET max_threads=5');
    expect(await text(threads)).toBe(standard);
    expect(await text(`${threads} SETTINGS max_threads = 7`)).toBe('7');
    expect(await text(threads)).toBe(standard);
  } finally {
    await engine.close();
    await rm(folder, { recursive: true });
  }
});
