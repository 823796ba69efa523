import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { JsonObject, RawSpan } from '@heddle/model';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createEmbeddedDatabase } from '../engine/database.js';
import type { Database } from '../engine/database.js';
import { migrate } from '../schema/migrations.js';
import type { SpanQuery } from '../store.js';
import { sampleSpan } from '../testing/sample-span.js';
import { createDirectInserts } from '../write/direct-inserts.js';
import { Turns } from '../write/turns.js';
import { createWriteQueue } from '../write/write-queue.js';
import { createSources } from './sources.js';
import { spanFilter } from './span-filter.js';

let directory: string;
let database: Database;

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'heddle-filter-'));
  database = await createEmbeddedDatabase(directory);
  await migrate(database, { kind: 'embedded' });
  // No part without an index is merged with the others, which would make it.
  await database.command('SYSTEM STOP MERGES');
  // The first insert makes indexes, the second is too small for that.
  await write(Array.from({ length: 2_000 }, (_, n) => sampleSpan({ trace: n + 1, id: n + 1, durationMs: 1, attributes: { ...HOSTILE, ...saying(n) } })));
  await write([1_234, 5_000].map((n) => sampleSpan({ trace: 1_235, id: 10_000 + n, durationMs: 1, attributes: saying(n) })));
});

const HOSTILE = { "own.'quoted'": "it's \\ ('a','b')", 'own.lines': 'one\n\ttwo', 'own.ünïcode': '😀' };

function saying(n: number): JsonObject {
  return { 'own.shard': n, prompt: `Word${n}`, 'own.text': `${'pad '.repeat(150)} Long${n}` };
}

async function write(spans: readonly RawSpan[]): Promise<void> {
  const queue = createWriteQueue({ turns: new Turns(), nowMicros: () => Date.now() * 1_000, inserts: createDirectInserts({ database, onInserted: () => undefined }) });
  await queue.write({ project: 'p', spans, logs: [] });
  await queue.close();
}

afterAll(async () => {
  await database.close();
  await rm(directory, { recursive: true });
});

// An index whose expression is written in another way than the condition is silently not used.
test.each([
  ['attribute_pairs', { attributes: { 'own.shard': '1234' } }],
  ['search_index', { text: 'word1234' }],
  ['trace_rows', { traceId: sampleSpan({ trace: 1_235, id: 1 }).traceId }],
] satisfies [string, SpanQuery][])('the index %s finds the granule', async (index, query) => {
  const lines = await ask<{ explain: string }>('EXPLAIN indexes = 1 SELECT span_id', query);
  const text = lines.map(({ explain }) => explain).join('\n');
  // One granule of the large part; the small one is looked at whole.
  expect(/Name: (\w+)[^]*?Granules: (\d+)\/(\d+)/.exec(text)?.slice(1, 3)).toEqual([index, '2']);
  expect((await ask<{ span_id: string }>('SELECT span_id', query)).map(({ span_id: id }) => Number.parseInt(id, 16)).sort()).toEqual(FOUND[index]);
});

const FOUND: Readonly<Record<string, readonly number[]>> = {
  attribute_pairs: [11_234, 1_235], search_index: [11_234, 1_235], trace_rows: [11_234, 1_235, 15_000],
};

test('words of long texts are found, capitals or not, in parts with the index and without', async () => {
  for (const [text, found] of [['long1234', [11_234, 1_235]], ['LONG5000', [15_000]], ['long17', [18]]] as const) {
    expect((await ask<{ span_id: string }>('SELECT span_id', { text })).map(({ span_id: id }) => Number.parseInt(id, 16)).sort()).toEqual(found);
  }
});

test.each(Object.entries(HOSTILE))('the attribute %j: %j is found as it is, and no other', async (key, value) => {
  expect(await ask('SELECT span_id', { attributes: { [key]: value } })).toHaveLength(2_000);
  expect(await ask('SELECT span_id', { attributes: { [key]: `${value} ` } })).toEqual([]);
  expect(await ask('SELECT span_id', { attributes: { [value]: key } })).toEqual([]);
});

async function ask<Row>(select: string, query: SpanQuery): Promise<Row[]> {
  const { conditions, parameters } = await spanFilter(createSources(database), 'p', query, 'spans');
  return database.query<Row>(`${select} FROM spans WHERE project = {project:String} AND ${conditions.join(' AND ')}`, { ...parameters, project: 'p' });
}
