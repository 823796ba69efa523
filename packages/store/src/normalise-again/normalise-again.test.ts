import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PRICE_TABLE_VERSION } from '@heddle/conventions';
import type { PriceOverride } from '@heddle/conventions';
import type { RawSpan } from '@heddle/model';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createEmbeddedDatabase } from '../engine/database.js';
import type { Database } from '../engine/database.js';
import { listSpans } from '../read/list-spans.js';
import { readTrace } from '../read/read-trace.js';
import { createSources } from '../read/sources.js';
import type { Sources } from '../read/sources.js';
import { createTraceFactsCache } from '../read/trace-facts-cache.js';
import { createResolver } from '../resolve/resolver.js';
import type { Resolver } from '../resolve/resolver.js';
import { microTimeText } from '../schema/time-text.js';
import { migrate } from '../schema/migrations.js';
import type { SpanQuery } from '../store.js';
import { sampleSpan, spanIdOf, traceIdOf } from '../testing/sample-span.js';
import { createDirectInserts } from '../write/direct-inserts.js';
import { Turns } from '../write/turns.js';
import { createWriteQueue } from '../write/write-queue.js';
import { createNormaliser } from './normalise-again.js';
import type { Normaliser } from './normalise-again.js';

let directory: string;
let database: Database;
let sources: Sources;
let resolver: Resolver;
let micros = 1_772_366_400_000_000;
const nowMicros = () => ++micros;

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'heddle-again-'));
  database = await createEmbeddedDatabase(directory);
  await migrate(database, { kind: 'embedded' });
  // What is tested shows in the spans and not by itself, a moment later.
  await database.command('SYSTEM STOP MERGES spans');
  sources = createSources(database);
  resolver = await createResolver({ sources, nowMicros, onProblem: (error) => { throw error; } });
});
afterAll(async () => {
  await resolver.close();
  await database.close();
  await rm(directory, { recursive: true });
});

function normaliser(prices: readonly PriceOverride[] = [], over: Database = database): Normaliser {
  return createNormaliser({ sources: over === database ? sources : createSources(over), resolver, nowMicros, normalise: { priceOverrides: prices } });
}

async function write(project: string, ...spans: readonly RawSpan[]): Promise<void> {
  const queue = createWriteQueue({ turns: new Turns(), nowMicros, inserts: createDirectInserts({ database, onInserted: ({ traceIds }) => resolver.touch(project, traceIds) }) });
  await queue.write({ project, spans, logs: [] });
  await queue.close();
  await resolver.settle(project);
}

/** Puts rows over the stored ones, as an older version would have written them. */
async function asBefore(project: string, changes: Readonly<Record<string, string>>, where = '1 = 1'): Promise<void> {
  const columns = Object.entries({ ...changes, received_at: `toDateTime64(${microTimeText(nowMicros())}, 6, 'UTC')` }).map(([name, expression]) => `${expression} AS ${name}`);
  await database.command(`INSERT INTO spans SELECT * REPLACE(${columns.join(', ')}) FROM spans FINAL WHERE project = '${project}' AND ${where}`);
}

async function names(project: string, query: SpanQuery = {}): Promise<readonly string[]> {
  return (await listSpans(sources, project, query)).spans.map(({ name }) => name);
}

async function totals(project: string): Promise<readonly unknown[]> {
  return database.query('SELECT llm_calls, input_tokens, cost_usd FROM traces FINAL WHERE project = {project:String} ORDER BY trace_id', { project });
}

const QUESTION = JSON.stringify([{ role: 'user', parts: [{ type: 'text', content: 'How warm was it? '.repeat(100) }] }]);
const CALL = {
  'heddle.kind': 'llm', 'gen_ai.provider.name': 'openai', 'gen_ai.request.model': 'gpt-4o', 'gen_ai.input.messages': QUESTION,
  'gen_ai.usage.input_tokens': 1_000_000, 'gen_ai.usage.output_tokens': 0,
};
const OLD_RULES = {
  kind: "'other'", model: "''", input_tokens: 'NULL', cost_usd: 'NULL', computed_cost_usd: 'NULL', price_table: "''", search_text: "''",
  facts: `replaceRegexpAll(facts, '"(kind|inputTokens|computedCostUsd)":("[a-z]+"|[0-9.]+),', '')`,
};
const OTHER_KIND = { kind: "'chain'" };

function kindsOfBoth(): Promise<readonly unknown[]> {
  return database.query("SELECT project, argMax(kind, received_at) AS kind FROM spans WHERE project IN ('mine', 'theirs') GROUP BY project ORDER BY project");
}

test('without a project all are read again, with one no other', async () => {
  for (const project of ['mine', 'theirs']) {
    await write(project, sampleSpan({ id: 1, durationMs: 1 }));
    await asBefore(project, OTHER_KIND);
  }
  await normaliser().run({ project: 'mine' });
  expect(await kindsOfBoth()).toEqual([{ project: 'mine', kind: 'other' }, { project: 'theirs', kind: 'chain' }]);
  expect(await normaliser().run({})).toMatchObject({ spans: 2, changed: 1, traces: 2 });
  expect(await kindsOfBoth()).toEqual([{ project: 'mine', kind: 'other' }, { project: 'theirs', kind: 'other' }]);
});

test('what an older Heddle stored is as if it came today, and the second time there is nothing to do', async () => {
  await write('old', sampleSpan({ id: 1, name: 'ask', durationMs: 5, attributes: CALL }), sampleSpan({ id: 2, name: 'step', parent: 1, durationMs: 1 }));
  const before = [await listSpans(sources, 'old', {}), await totals('old')];
  await asBefore('old', OLD_RULES, `span_id = '${spanIdOf(1)}'`);
  await resolver.resolve('old', [traceIdOf(1)]);
  expect(await names('old', { kind: 'llm' })).toEqual([]);
  expect(await totals('old')).not.toEqual(before[1]);

  const progress: unknown[] = [];
  expect(await normaliser().run({ project: 'old', onProgress: (counts) => progress.push(counts) }))
    .toEqual({ spans: 2, changed: 1, traces: 1, failed: 0, failures: [], stopped: false });
  expect(progress).toEqual([{ spans: 2, changed: 1, traces: 0, failed: 0 }, { spans: 2, changed: 1, traces: 1, failed: 0 }]);
  expect([await listSpans(sources, 'old', {}), await totals('old')]).toEqual(before);
  expect(await names('old', { kind: 'llm' })).toEqual(['ask']);
  expect(await names('old', { kind: 'llm', text: 'warm' })).toEqual(['ask']);
  // The row of before is there until it is merged, and is not found any more.
  expect(await names('old', { kind: 'other' })).toEqual(['step']);

  expect(await normaliser().run({ project: 'old' })).toMatchObject({ spans: 2, changed: 0, traces: 1 });
});

test('of a span that started, ended and came again, the row that counts goes on counting', async () => {
  const started = sampleSpan({ id: 1, name: 'work', attributes: CALL });
  const ended = sampleSpan({ id: 1, name: 'work', durationMs: 20, attributes: CALL });
  await write('again', started);
  await write('again', ended);
  await write('again', ended, started);
  const before = await listSpans(sources, 'again', {});
  await asBefore('again', OLD_RULES);
  expect(await normaliser().run({ project: 'again' })).toMatchObject({ spans: 1, changed: 1 });
  expect(await listSpans(sources, 'again', {})).toEqual(before);
  expect(before.spans).toMatchObject([{ status: 'ok', inputTokens: 1_000_000 }]);
});

test('what is written while a row is made anew stays', async () => {
  await write('race', sampleSpan({ id: 1, name: 'work' }));
  await asBefore('race', OTHER_KIND);
  let raced = false;
  const racing: Database = {
    ...database,
    async insert(table, columns, lines) {
      if (table === 'spans' && !raced) {
        raced = true;
        await write('race', sampleSpan({ id: 1, name: 'work', durationMs: 7, attributes: CALL }));
      }
      await database.insert(table, columns, lines);
    },
  };
  expect(await normaliser([], racing).run({ project: 'race' })).toMatchObject({ changed: 1 });
  expect(raced).toBe(true);
  expect((await listSpans(sources, 'race', {})).spans).toMatchObject([{ status: 'ok', durationMs: 7, kind: 'llm' }]);
});

test('a run that was stopped is gone on with by another; two at a time are refused', async () => {
  await write('long', ...Array.from({ length: 1_500 }, (_, index) => sampleSpan({ id: index + 1, trace: index % 3 + 1, durationMs: 1 })));
  await asBefore('long', OTHER_KIND);
  const abort = new AbortController();
  const one = normaliser();
  const stopped = one.run({ project: 'long', signal: abort.signal, onProgress: () => abort.abort() });
  await expect(one.run({})).rejects.toMatchObject({ code: 'NORMALISE_RUNNING' });
  expect(await stopped).toMatchObject({ stopped: true, spans: 1_000, changed: 1_000, traces: 0 });
  expect(await one.run({ project: 'long' })).toMatchObject({ stopped: false, spans: 1_500, changed: 500, traces: 3 });
  await one.close();
});

test('a row that cannot be read is kept, and named', async () => {
  await write('torn', sampleSpan({ id: 1, name: 'torn', durationMs: 1 }), sampleSpan({ id: 2, name: 'emptied', durationMs: 1, attributes: CALL }), sampleSpan({ id: 3, durationMs: 1 }));
  await asBefore('torn', OTHER_KIND);
  await asBefore('torn', { raw: "'{'" }, `span_id = '${spanIdOf(1)}'`);
  await database.command("ALTER TABLE contents DELETE WHERE project = 'torn' SETTINGS mutations_sync = 1");
  expect(await normaliser().run({ project: 'torn' })).toMatchObject({
    spans: 3, changed: 1, failed: 2, failures: [
      { project: 'torn', traceId: traceIdOf(1), spanId: spanIdOf(1), reason: expect.stringContaining('JSON') },
      { spanId: spanIdOf(2), reason: expect.stringMatching(/^1 of its long values/) },
    ],
  });
  expect(await database.query("SELECT span_id, kind FROM spans FINAL WHERE project = 'torn' ORDER BY span_id")).toEqual([
    { span_id: spanIdOf(1), kind: 'chain' }, { span_id: spanIdOf(2), kind: 'chain' }, { span_id: spanIdOf(3), kind: 'other' },
  ]);
});

test('a price stays what it was until spans are normalised again', async () => {
  await write('money', sampleSpan({ id: 1, durationMs: 1, attributes: { ...CALL, 'gen_ai.usage.cost': 9 } }));
  const shown = async () => (await readTrace(sources, createTraceFactsCache(sources), 'money', traceIdOf(1)))!.spans[0]!;
  expect(await shown()).toMatchObject({ reportedCostUsd: 9, computedCostUsd: 2.5, priceTable: PRICE_TABLE_VERSION });
  await asBefore('money', { computed_cost_usd: '5', price_table: "'genai-prices-0.0.1'" });
  expect(await shown()).toMatchObject({ reportedCostUsd: 9, computedCostUsd: 5, priceTable: 'genai-prices-0.0.1' });
  const own = normaliser([{ model: 'gpt-4*', inputUsdPerMillion: 1, outputUsdPerMillion: 2 }]);
  expect(await own.run({ project: 'money' })).toMatchObject({ changed: 1 });
  expect(await shown()).toMatchObject({ reportedCostUsd: 9, computedCostUsd: 1, priceTable: expect.stringMatching(/^own-/) });
  expect((await listSpans(sources, 'money', {})).spans).toMatchObject([{ computedCostUsd: 1 }]);
});

test('a span stays in lists when the row that its resolution names is merged into another', async () => {
  await write('merged', sampleSpan({ id: 1, durationMs: 1, name: 'work' }));
  expect(await settledNames('merged')).toEqual(['work']);
  await database.command(
    "INSERT INTO span_resolutions SELECT * REPLACE(resolved_at + INTERVAL 1 SECOND AS resolved_at, 7 AS row_hash) FROM span_resolutions FINAL WHERE project = 'merged'",
  );
  expect(await settledNames('merged')).toEqual(['work']);
  // Of two rows neither of which is named, the one that was made last counts.
  await asBefore('merged', { name: "'outdated'", version: 'version - 1' });
  expect(await settledNames('merged')).toEqual(['work']);
});

async function settledNames(project: string): Promise<readonly string[]> {
  return (await listSpans(sources, project, {}, { isSettled: () => true })).spans.map(({ name }) => name);
}
