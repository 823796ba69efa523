import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { JsonObject, RawSpan, SpanId, TraceId } from '@heddle/model';
import { createEmbeddedDatabase } from '../engine/database.js';
import type { Database } from '../engine/database.js';
import { decodeSpanFacts, rowHashOf } from '../schema/span-facts.js';
import type { FactsRow } from '../schema/span-facts.js';
import { migrate } from '../schema/migrations.js';
import { sampleSpan, spanIdOf, traceIdOf } from '../testing/sample-span.js';
import { createDirectInserts } from '../write/direct-inserts.js';
import { Turns } from '../write/turns.js';
import { createWriteQueue } from '../write/write-queue.js';
import { createRecentFacts } from './recent-facts.js';
import { createSources } from './sources.js';
import { createStoredTraces } from './stored-traces.js';
import { readFactsOfTraces } from './trace-facts.js';
import type { FactsOfTraces } from './trace-facts.js';

let directory: string;
let database: Database;

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'heddle-recent-'));
  database = await createEmbeddedDatabase(directory);
  await migrate(database, { kind: 'embedded' });
});

afterAll(async () => {
  await database.close();
  await rm(directory, { recursive: true });
});

const NOBODY = { mayHave: () => false, add: () => undefined, load: () => Promise.resolve() };

function factsOf(traceId: TraceId, spanId: SpanId, version = 1n, receivedAtMicros = 1): FactsRow {
  return { version, receivedAtMicros, tuple: ['{}', spanId, '', traceId, 'llm', 'ok', '1', '2', null, null, null, `${version}`, '', '', '', '', '', '', '', `${receivedAtMicros}`] };
}

const spanArbitrary: fc.Arbitrary<RawSpan> = fc.record({
  trace: fc.integer({ min: 1, max: 3 }), id: fc.integer({ min: 1, max: 4 }), startMs: fc.integer({ min: 0, max: 2 }),
  name: fc.constantFrom('ask', 'na\u0000me\ud800', 'x'.repeat(600)), failed: fc.boolean(),
  attributes: fc.constantFrom<JsonObject[]>(
    {}, { 'heddle.span.state': 'started' }, { 'gen_ai.usage.input_tokens': 10, 'gen_ai.request.model': 'gpt-4o', 'gen_ai.provider.name': 'openai', 'heddle.kind': 'llm' },
    { 'gen_ai.usage.output_tokens': 2 ** 60, 'session.id': `ses'\\\t`, 'heddle.tags': ['a'] },
  ),
}).chain((sample) => fc.constantFrom(sampleSpan({ ...sample, durationMs: 5 }), sampleSpan(sample), sampleSpan({ ...sample, start: 0n, durationMs: 1 })));

test('what is remembered of a trace is what the database would answer, whatever came how often', async () => {
  let runs = 0;
  await fc.assert(fc.asyncProperty(fc.array(fc.array(spanArbitrary, { minLength: 1, maxLength: 4 }), { minLength: 1, maxLength: 4 }), async (batches) => {
    const project = `run ${runs++}`;
    const sources = createSources(database);
    await sources.storedTraces.load(new AbortController().signal);
    let now = 1_772_366_400_000_000;
    const inserts = createDirectInserts({ database, delayMs: 0, onInserted: ({ facts }) => sources.recentFacts.add(project, facts!) });
    const queue = createWriteQueue({ turns: new Turns(), inserts, nowMicros: () => now++ });
    for (const spans of batches) await queue.write({ project, spans, logs: [] });
    await queue.close();
    const traceIds = [1, 2, 3].map(traceIdOf);
    const { rowsOf: remembered } = await readFactsOfTraces(sources, project, traceIds);
    const { rowsOf: read } = await readFactsOfTraces(createSources(database), project, traceIds);
    expect(bySpan(remembered)).toEqual(bySpan(read));
    expect(remembered.size).toBe(new Set(batches.flat().map(({ traceId }) => traceId)).size);
    for (const traceId of remembered.keys()) expect(sources.recentFacts.read(project, traceId)).toBeDefined();
  }), { numRuns: 40 });
});

function bySpan(rowsOf: FactsOfTraces['rowsOf']): unknown {
  return [...rowsOf.values()].flat().map((row) => ({ ...decodeSpanFacts(row), rowHash: rowHashOf(row) }))
    .toSorted((a, b) => (a.traceId + a.spanId < b.traceId + b.spanId ? -1 : 1));
}

test('of two rows of a span that one counts which counts in the database', () => {
  const recent = createRecentFacts(NOBODY);
  const [trace, span] = [traceIdOf(1), spanIdOf(1)];
  for (const [version, receivedAt] of [[2n, 5], [1n, 9], [2n, 7], [2n, 6]] as const) recent.add('p', [factsOf(trace, span, version, receivedAt)]);
  expect(recent.read('p', trace)).toEqual([factsOf(trace, span, 2n, 7).tuple]);
});

test('past its memory the oldest traces are left to the database, and stay there', () => {
  const stored = new Set<string>();
  const recent = createRecentFacts({ ...NOBODY, mayHave: (project, traceId) => stored.has(traceId + project), add: (project, traceId) => void stored.add(traceId + project) }, 1_500);
  for (const n of [1, 2, 3]) recent.add('p', [factsOf(traceIdOf(n), spanIdOf(1))]);
  expect([1, 2, 3].map((n) => recent.read('p', traceIdOf(n))?.length)).toEqual([undefined, 1, 1]);
  recent.add('p', [factsOf(traceIdOf(1), spanIdOf(2))]);
  expect(recent.read('p', traceIdOf(1))).toBeUndefined();
  recent.forget('p', [traceIdOf(2)]);
  recent.add('p', [factsOf(traceIdOf(2), spanIdOf(2))]);
  expect(recent.read('p', traceIdOf(2))).toBeUndefined();
  expect(recent.read('other', traceIdOf(3))).toBeUndefined();
});

test('of a trace that was there before nothing is remembered', async () => {
  const project = 'before';
  const queue = createWriteQueue({ turns: new Turns(), inserts: createDirectInserts({ database, onInserted: () => undefined }), nowMicros: () => Date.now() * 1_000 });
  await queue.write({ project, spans: [sampleSpan({ id: 1, durationMs: 1 })], logs: [] });
  await queue.close();
  const stored = createStoredTraces(database);
  expect(stored.mayHave(project, traceIdOf(2))).toBe(true);
  await stored.load(new AbortController().signal);
  expect(stored.mayHave(project, traceIdOf(1))).toBe(true);
  expect(stored.mayHave(project, traceIdOf(2))).toBe(false);
  expect(stored.mayHave('nobody', traceIdOf(1))).toBe(false);
});

test('hardly any trace is taken for another', () => {
  // Ids that count up are the worst that a filter meets.
  const stored = createStoredTraces({ ...database, query: () => Promise.resolve([]) });
  return stored.load(new AbortController().signal).then(() => {
    for (let n = 1; n <= 200_000; n++) stored.add('p', traceIdOf(n));
    let mistaken = 0;
    for (let n = 200_001; n <= 220_000; n++) if (stored.mayHave('p', traceIdOf(n))) mistaken++;
    for (let n = 1; n <= 1_000; n++) expect(stored.mayHave('p', traceIdOf(n))).toBe(true);
    expect(mistaken).toBeLessThan(20);
  });
});
