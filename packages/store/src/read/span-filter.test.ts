import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createEmbeddedDatabase } from '../engine/database.js';
import type { Database } from '../engine/database.js';
import { migrate } from '../schema/migrations.js';
import type { SpanQuery } from '../store.js';
import { sampleSpan } from '../testing/sample-span.js';
import { createWriteQueue } from '../write/write-queue.js';
import { createSources } from './sources.js';
import { spanFilter } from './span-filter.js';

let directory: string;
let database: Database;

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'heddle-filter-'));
  database = await createEmbeddedDatabase(directory);
  await migrate(database, { kind: 'embedded' });
  const queue = createWriteQueue({ database, nowMicros: () => Date.now() * 1_000, onWritten: () => undefined });
  const spans = Array.from({ length: 2_000 }, (_, n) => sampleSpan({ trace: n + 1, id: n + 1, durationMs: 1, attributes: { 'own.shard': n, prompt: `word${n}` } }));
  await queue.write({ project: 'p', spans, logs: [] });
  await queue.close();
});

afterAll(async () => {
  await database.close();
  await rm(directory, { recursive: true });
});

// An index whose expression is written in another way than the condition is silently not used.
test.each([
  ['attribute_pairs', { attributes: { 'own.shard': '1234' } }],
  ['search_index', { text: 'word1234' }],
  ['trace_rows', { traceId: sampleSpan({ trace: 1_234, id: 1 }).traceId }],
] satisfies [string, SpanQuery][])('the index %s finds the granule', async (index, query) => {
  const { conditions, parameters } = await spanFilter(createSources(database), 'p', query, 'spans');
  const lines = await database.query<{ explain: string }>(
    `EXPLAIN indexes = 1 SELECT span_id FROM spans WHERE project = {project:String} AND ${conditions.join(' AND ')}`, { ...parameters, project: 'p' },
  );
  const text = lines.map(({ explain }) => explain).join('\n');
  expect(/Name: (\w+)[^]*?Granules: (\d+)\/(\d+)/.exec(text)?.slice(1, 3)).toEqual([index, '1']);
});
