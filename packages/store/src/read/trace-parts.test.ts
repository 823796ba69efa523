import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { traceResolution } from '@heddle/conventions';
import type { JsonObject, RawSpan, SpanRecord, TraceSummary } from '@heddle/model';
import * as fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createEmbeddedDatabase } from '../engine/database.js';
import type { Database } from '../engine/database.js';
import { migrate } from '../schema/migrations.js';
import { sampleLog, sampleSpan, spanIdOf, traceIdOf } from '../testing/sample-span.js';
import { createDirectInserts } from '../write/direct-inserts.js';
import { Turns } from '../write/turns.js';
import { createWriteQueue } from '../write/write-queue.js';
import { createSources } from './sources.js';
import { readTraceFacts } from './trace-facts.js';
import type { TraceFacts } from './trace-facts.js';
import { resolvedParts, traceParts } from './trace-parts.js';
import type { PartsOptions } from './trace-parts.js';

let directory: string;
let database: Database;

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'heddle-parts-'));
  database = await createEmbeddedDatabase(directory);
  await migrate(database, { kind: 'embedded' });
});

afterAll(async () => {
  await database.close();
  await rm(directory, { recursive: true });
});

async function write(project: string, ...batches: readonly (readonly RawSpan[])[]): Promise<void> {
  let now = 1_772_366_400_000_000;
  const queue = createWriteQueue({ turns: new Turns(), inserts: createDirectInserts({ database, delayMs: 0, onInserted: () => undefined }), nowMicros: () => now++ });
  const said = sampleLog({ traceId: traceIdOf(1), spanId: spanIdOf(1), eventName: 'gen_ai.user.message', body: { content: 'How warm?' } });
  for (const spans of batches) await queue.write({ project, spans, logs: [said] });
  await queue.close();
}

async function partsOf(project: string, options: PartsOptions): Promise<readonly TraceFacts[]> {
  const parts: TraceFacts[] = [];
  // Nobody knows how many rows it has: the slices are as large as they are.
  for await (const part of traceParts(createSources(database), project, traceIdOf(1), Infinity, options)) parts.push(part);
  return parts;
}

function bySpan(records: readonly SpanRecord[]): readonly SpanRecord[] {
  return records.toSorted((a, b) => (a.spanId < b.spanId ? -1 : 1));
}

const spanArbitrary: fc.Arbitrary<RawSpan> = fc.record({
  id: fc.integer({ min: 1, max: 8 }), parent: fc.integer({ min: 1, max: 8 }), startMs: fc.integer({ min: 0, max: 4 }), name: fc.constantFrom('ask', 'act', 'x'.repeat(600)),
  attributes: fc.constantFrom<JsonObject[]>({}, { 'heddle.span.state': 'started' }, { 'session.id': 'ses', 'gen_ai.request.model': 'gpt-4o', 'heddle.kind': 'llm', 'gen_ai.usage.input_tokens': 7 }),
}).chain((sample) => fc.constantFrom(sampleSpan({ ...sample, durationMs: 5 }), sampleSpan(sample), sampleSpan({ ...sample, start: 0n, durationMs: 1 })));

test('slices give what is read at once, each span once, whatever starts it came with', async () => {
  let runs = 0;
  await fc.assert(fc.asyncProperty(
    fc.array(fc.array(spanArbitrary, { minLength: 1, maxLength: 6 }), { minLength: 1, maxLength: 4 }), fc.integer({ min: 1, max: 5 }), fc.integer({ min: 1, max: 9 }),
    async (batches, sliceRows, partSpans) => {
      const project = `run ${runs++}`;
      await write(project, ...batches);
      const whole = (await readTraceFacts(createSources(database), project, traceIdOf(1)))!;
      const parts = await partsOf(project, { sliceRows, partSpans });
      expect(bySpan(parts.flatMap(({ records }) => records))).toEqual(bySpan(whole.records));
      expect(new Map(parts.flatMap(({ rowHashes }) => [...rowHashes]))).toEqual(whole.rowHashes);
    },
  ), { numRuns: 25 });
});

test('a trace that is resolved part by part adds up to what it is', async () => {
  const call = { 'heddle.kind': 'llm', 'gen_ai.request.model': 'gpt-4o', 'gen_ai.usage.input_tokens': 10, 'gen_ai.usage.output_tokens': 1 };
  await write('adds up', [
    sampleSpan({ id: 1, startMs: 0, session: 'ses', name: 'daemon', durationMs: 90_000 }),
    ...Array.from({ length: 40 }, (_, n) => sampleSpan({ id: n + 2, parent: 1, startMs: n + 1, failed: n % 10 === 0, durationMs: 1, attributes: call })),
  ]);
  const sources = createSources(database);
  const whole = traceResolution((await readTraceFacts(sources, 'adds up', traceIdOf(1)))!.records);
  const parts = await partsOf('adds up', { sliceRows: 5, partSpans: 10 });
  expect(parts.map(({ records }) => records.length)).toEqual([10, 10, 10, 10, 1]);
  let trace: TraceSummary | undefined;
  const spans: SpanRecord[] = [];
  for await (const { resolution } of resolvedParts(sources, 'adds up', traceIdOf(1), Infinity, { sliceRows: 5, partSpans: 10 })) {
    trace = resolution.trace;
    spans.push(...resolution.spansFrom(0, resolution.spanCount));
  }
  // Money is a sum of fractions, whose order is another.
  expect(trace).toEqual({ ...whole.trace, totals: { ...whole.trace.totals, costUsd: expect.closeTo(whole.trace.totals.costUsd!) as number } });
  expect(trace!.totals).toMatchObject({ spans: 41, llmCalls: 40, errors: 4, inputTokens: 400 });
  // Their parent is in the first part: they stand beside it, and belong to the same session.
  expect(new Set(spans.slice(10).map(({ depth, sessionId }) => `${depth} ${sessionId}`))).toEqual(new Set(['0 ses']));
});

test('spans that started at the same time are in different slices too', async () => {
  await write('same time', Array.from({ length: 60 }, (_, n) => sampleSpan({ id: n + 1, start: 0n, durationMs: 1 })));
  const parts = await partsOf('same time', { sliceRows: 10, partSpans: 20 });
  expect(parts.map(({ records }) => records.length)).toEqual([20, 20, 20]);
  expect(new Set(parts.flatMap(({ records }) => records.map(({ spanId }) => spanId))).size).toBe(60);
});

test('a trace is called what its root says, in whichever part that is', async () => {
  await write('late root', [
    ...Array.from({ length: 10 }, (_, n) => sampleSpan({ id: n + 2, parent: 1, startMs: n, name: 'step', durationMs: 1 })),
    sampleSpan({ id: 1, startMs: 50, name: 'root', failed: true, durationMs: 1 }),
  ]);
  const hadRoot: boolean[] = [];
  let trace: TraceSummary | undefined;
  for await (const { resolution } of resolvedParts(createSources(database), 'late root', traceIdOf(1), Infinity, { sliceRows: 5, partSpans: 5 })) {
    trace = resolution.trace;
    hadRoot.push(resolution.hasRoot);
  }
  expect(hadRoot).toEqual([false, false, true]);
  expect(trace).toMatchObject({ name: 'root', status: 'error', totals: { spans: 11 } });
});

test('one large trace is read after the other', async () => {
  await write('turns', Array.from({ length: 6 }, (_, n) => sampleSpan({ id: n + 1, startMs: n, durationMs: 1 })));
  const sources = createSources(database);
  const read = () => traceParts(sources, 'turns', traceIdOf(1), Infinity, { sliceRows: 2, partSpans: 2 });
  const first = read();
  expect((await first.next()).value?.records).toHaveLength(2);
  let begun = false;
  const second = read();
  const other = second.next().then(() => {
    begun = true;
  });
  await first.next();
  expect(begun).toBe(false);
  // Whoever takes no more of it gives the turn away.
  await first.return();
  await other;
  expect(begun).toBe(true);
  await second.return();
});
