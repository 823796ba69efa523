import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { createHash } from 'node:crypto';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseSha256 } from '@heddle/model';
import type { RawSpan } from '@heddle/model';
import * as fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createStore } from './create-store.js';
import type { Store, StoreBatch, Written } from './store.js';
import { MODEL_CALL, ROUND, question, shape } from './testing/sample-agent.js';
import { NOON, sampleEventLog, sampleLog, sampleSpan, spanIdOf, traceIdOf } from './testing/sample-span.js';

let directory: string;
let store: Store;
const problems: unknown[] = [];

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'heddle-store-'));
  store = await createStore({ dataFolder: directory, onProblem: (problem) => problems.push(problem) });
});

afterAll(async () => {
  await store.close();
  await rm(directory, { recursive: true });
});

function write(project: string, ...spans: readonly RawSpan[]): Promise<void> {
  return store.write({ project, spans, logs: [] });
}

test.each<[string, RawSpan['attributes']]>([
  ['quotes and brackets', { a: '"}{]["\\', b: '\\', c: '\\"', '}"{\\': '{"x":', d: '\u0000\u001f\ud800', e: 'a\nb\tc' }],
  ['deep lists', { 'heddle.kind': 'round', metadata: JSON.parse(`${'['.repeat(900)}1${']'.repeat(900)}`), x: JSON.parse(`${'['.repeat(240)}1${']'.repeat(240)}`) }],
])('a row ends where the span ends, whatever the span says: %s', async (name, attributes) => {
  await write(name, sampleSpan({ id: 1, durationMs: 1, attributes }));
  expect((await store.readTrace(name, traceIdOf(1)))!.spans.map((span) => span.attributes)).toEqual([attributes]);
  expect((await store.listSpans(name, {})).spans).toHaveLength(1);
});

test('a trace can be read as soon as it is written, in tree order and with its totals', async () => {
  await write(
    'tree',
    sampleSpan({ id: 3, parent: 1, name: 'second', durationMs: 5, attributes: MODEL_CALL }),
    sampleSpan({ id: 2, parent: 1, name: 'first', durationMs: 5, attributes: MODEL_CALL }),
    sampleSpan({ id: 1, name: 'root', durationMs: 50, attributes: { ...ROUND, 'gen_ai.input.messages': question('How warm?') } }),
  );
  const view = await store.readTrace('tree', traceIdOf(1));
  expect(shape(view!.spans)).toEqual(['root ok', '  first ok', '  second ok']);
  expect(view!.trace).toMatchObject({ status: 'ok', inputText: 'How warm?', durationMs: 50, totals: { spans: 3, llmCalls: 2, inputTokens: 2_000 } });
  expect(view!.trace.totals.costUsd).toBeGreaterThan(0);
});

test('an unknown trace is undefined, and one project does not see the traces of another', async () => {
  await write('mine', sampleSpan({ trace: 7, id: 1, durationMs: 1 }));
  expect(await store.readTrace('theirs', traceIdOf(7))).toBeUndefined();
  expect(await store.listSessions('theirs')).toEqual({ sessions: [] });
  expect((await store.listSpans('theirs', { traceId: traceIdOf(7) })).spans).toEqual([]);
  expect(await store.readTrace('mine', traceIdOf(7))).toBeDefined();
});

test('a session is listed while its first span runs, and its title is the first query', async () => {
  await write('live', sampleSpan({ id: 1, session: 'ses_live', attributes: { ...ROUND, 'gen_ai.input.messages': question('Find the anomaly') } }));
  const { sessions } = await store.listSessions('live');
  expect(sessions).toMatchObject([{
    sessionId: 'ses_live', title: 'Find the anomaly', app: 'weather', status: 'running', rounds: 1, settling: true,
    totals: { spans: 1, costUsd: null },
  }]);
});

test('a span that ended replaces the one that started, whichever came last', async () => {
  const started = sampleSpan({ id: 1, name: 'work', session: 'ses_1' });
  const ended = sampleSpan({ id: 1, name: 'work', session: 'ses_1', durationMs: 20, attributes: ROUND });
  await write('started', started);
  expect(shape((await store.readTrace('started', traceIdOf(1)))!.spans)).toEqual(['work running']);
  await write('started', ended);
  await write('started', started);
  expect(shape((await store.readTrace('started', traceIdOf(1)))!.spans)).toEqual(['work ok']);
  expect(shape((await store.listSpans('started', {})).spans)).toEqual(['work ok']);
  expect((await store.listSpans('started', { status: 'running' })).spans).toEqual([]);
  expect((await store.listSessions('started')).sessions).toMatchObject([{ status: 'ok', totals: { spans: 1 } }]);
});

test('any order, repetition and batching of records gives one span, also over the edge of a month', async () => {
  const endOfMarch = 1_774_999_999_000_000_000n;
  let run = 0;
  const record = fc.record({
    start: fc.constantFrom(0n, NOON, endOfMarch, endOfMarch + 2_000_000_000n),
    durationMs: fc.constantFrom(undefined, 1, 5_000),
    name: fc.constantFrom('a', 'b'),
  });
  await fc.assert(fc.asyncProperty(
    fc.array(record, { minLength: 1, maxLength: 4 }), fc.infiniteStream(fc.nat()),
    async (records, random) => {
      const spans = records.map((one) => sampleSpan({ id: 1, trace: 9, ...one }));
      const deliveries = [...spans, ...spans].map((span) => ({ span, at: random.next().value }))
        .sort((a, b) => a.at - b.at).map(({ span }) => span);
      run++;
      const half = random.next().value % deliveries.length;
      await write(`inorder-${run}`, ...spans);
      await Promise.all([write(`shuffled-${run}`, ...deliveries.slice(0, half)), write(`shuffled-${run}`, ...deliveries.slice(half))]);
      const inOrder = await store.listSpans(`inorder-${run}`, {});
      const shuffled = await store.listSpans(`shuffled-${run}`, {});
      expect(inOrder.spans).toHaveLength(1);
      expect(shuffled.spans).toEqual(inOrder.spans);
      const ended = records.some(({ durationMs }) => durationMs !== undefined);
      expect(shuffled.spans[0]!.status).toBe(ended ? 'ok' : 'running');
      const view = await store.readTrace(`shuffled-${run}`, traceIdOf(9));
      expect(view!.spans).toHaveLength(1);
      expect((await store.listSessions(`shuffled-${run}`)).sessions).toMatchObject([{ totals: { spans: 1 } }]);
    },
  ), { numRuns: 10 });
}, 120_000);

test('a session sums its traces; what could not be priced is said and not counted as 0', async () => {
  const unpriced = { ...MODEL_CALL, 'gen_ai.request.model': 'in-house-7b', 'gen_ai.provider.name': 'in-house' };
  await write('sums', sampleSpan({ trace: 1, id: 1, session: 's', durationMs: 9, attributes: MODEL_CALL }));
  await write('sums', sampleSpan({ trace: 2, id: 2, session: 's', startMs: 500, durationMs: 9, failed: true, attributes: unpriced }));
  await write('sums', sampleSpan({ trace: 3, id: 3, session: 't', startMs: 900, durationMs: 9, attributes: unpriced }));
  const [t, s] = (await store.listSessions('sums')).sessions;
  expect(s).toMatchObject({ sessionId: 's', rounds: 2, status: 'error', totals: { llmCalls: 2, inputTokens: 2_000, unpricedLlmCalls: 1 } });
  expect(s!.totals.costUsd).toBeGreaterThan(0);
  expect(t).toMatchObject({ sessionId: 't', status: 'ok', totals: { costUsd: null, unpricedLlmCalls: 1 } });
  const view = await store.readSession('sums', 's');
  expect(view!.traces.map(({ traceId }) => traceId)).toEqual([traceIdOf(1), traceIdOf(2)]);
  expect(await store.readSession('sums', 'nobody')).toBeUndefined();
});

test('a trace that names no session is a session of its own', async () => {
  await write('alone', sampleSpan({ trace: 4, id: 1, name: 'job', durationMs: 1 }));
  expect((await store.listSessions('alone')).sessions).toMatchObject([{ sessionId: traceIdOf(4), title: 'job' }]);
});

test('a session that goes on comes first again, and one that claims to end in the future does not stay there', async () => {
  const day = 24 * 3_600_000;
  await write('active', sampleSpan({ trace: 1, id: 1, session: 'old', startMs: 0, durationMs: 1 }), sampleSpan({ trace: 2, id: 2, session: 'new', startMs: day, durationMs: 1 }));
  await write('active', sampleSpan({ trace: 3, id: 3, session: 'garbage', startMs: 50, durationMs: 100 * 365 * day }));
  expect(await sessionsOf('active')).toEqual(['new', 'garbage', 'old']);
  await write('active', sampleSpan({ trace: 4, id: 4, session: 'old', startMs: 2 * day, durationMs: 1 }));
  expect(await sessionsOf('active')).toEqual(['old', 'new', 'garbage']);
});

async function sessionsOf(project: string): Promise<readonly string[]> {
  return (await store.listSessions(project)).sessions.map(({ sessionId }) => sessionId);
}

test('pages of a list join without a gap while newer rows arrive', async () => {
  for (let n = 1; n <= 5; n++) await write('pages', sampleSpan({ trace: n, id: n, name: `n${n}`, session: `s${n}`, startMs: n * 10, durationMs: 1 }));
  const first = await store.listSessions('pages', { limit: 2 });
  const spans = await store.listSpans('pages', {}, { limit: 3 });
  await write('pages', sampleSpan({ trace: 6, id: 6, session: 's6', startMs: 60, durationMs: 1 }));
  const second = await store.listSessions('pages', { limit: 2, cursor: first.nextCursor! });
  const third = await store.listSessions('pages', { limit: 2, cursor: second.nextCursor! });
  expect([...first.sessions, ...second.sessions, ...third.sessions].map(({ sessionId }) => sessionId)).toEqual(['s5', 's4', 's3', 's2', 's1']);
  expect(third.nextCursor).toBeUndefined();
  const rest = await store.listSpans('pages', {}, { limit: 3, cursor: spans.nextCursor! });
  expect([...spans.spans, ...rest.spans].map(({ name }) => name)).toEqual(['n5', 'n4', 'n3', 'n2', 'n1']);
  expect(rest.nextCursor).toBeUndefined();
  await expect(store.listSessions('pages', { cursor: 'nonsense' })).rejects.toMatchObject({ code: 'BAD_CURSOR' });
});

test('a trace is read window by window', async () => {
  await write('windows', ...Array.from({ length: 7 }, (_, n) => sampleSpan({ id: n + 1, ...(n > 0 && { parent: 1 }), name: `n${n}`, durationMs: 1 })));
  const names: string[] = [];
  let cursor: string | undefined;
  do {
    const view = await store.readTrace('windows', traceIdOf(1), { limit: 3, ...(cursor !== undefined && { cursor }) });
    expect(view!.trace.totals.spans).toBe(7);
    names.push(...view!.spans.map(({ name }) => name));
    cursor = view!.nextCursor;
  } while (cursor !== undefined);
  expect(names).toEqual(['n0', 'n1', 'n2', 'n3', 'n4', 'n5', 'n6']);
});

test('the traces of a session are given page by page, each once', async () => {
  // Two begin at the same time.
  const starts = [5, 1, 3, 3, 2];
  for (const [index, startMs] of starts.entries()) await write('turns', sampleSpan({ trace: index + 1, id: index + 1, session: 'ses_turns', startMs, durationMs: 1 }));
  const pages: (readonly string[])[] = [];
  let cursor: string | undefined;
  do {
    const view = await store.readSession('turns', 'ses_turns', { limit: 2, ...(cursor !== undefined && { cursor }) });
    expect(view!.session.totals.spans).toBe(5);
    pages.push(view!.traces.map(({ traceId }) => traceId));
    cursor = view!.nextCursor;
  } while (cursor !== undefined);
  expect(pages).toEqual([[2, 5], [3, 4], [1]].map((page) => page.map(traceIdOf)));
  expect((await store.readSession('turns', 'ses_turns'))!.nextCursor).toBeUndefined();
  await expect(store.readSession('turns', 'ses_turns', { cursor: 'nonsense' })).rejects.toMatchObject({ code: 'BAD_CURSOR' });
});

async function spansOfUser(user: string) {
  return (await store.listSpans('users', { user })).spans.map(({ spanId }) => spanId);
}

test('spans are found by the user their trace has now, and no longer by the one it had', async () => {
  const round = { id: 1, startMs: 0 };
  await write('users', sampleSpan({ ...round, attributes: { 'user.id': 'ada' } }), sampleSpan({ id: 2, parent: 1, durationMs: 1 }));
  expect(await spansOfUser('ada')).toEqual([spanIdOf(2), spanIdOf(1)]);
  // The end of the round says another user, and another start.
  await write('users', sampleSpan({ ...round, startMs: 5, durationMs: 10, attributes: { 'user.id': 'bob' } }));
  expect(await spansOfUser('ada')).toEqual([]);
  expect(await spansOfUser('bob')).toEqual([spanIdOf(1), spanIdOf(2)]);
});

test('spans are found by session, kind, status and name', async () => {
  await write(
    'filters',
    sampleSpan({ id: 1, session: 's', name: 'root', durationMs: 90, attributes: ROUND }),
    sampleSpan({ id: 2, parent: 1, name: 'ask', durationMs: 10, attributes: MODEL_CALL }),
    sampleSpan({ id: 3, parent: 1, name: 'ask', durationMs: 10, failed: true, attributes: MODEL_CALL }),
    sampleSpan({ trace: 2, id: 4, session: 'other', durationMs: 10 }),
  );
  const found = async (query: Parameters<Store['listSpans']>[1]): Promise<string[]> =>
    (await store.listSpans('filters', query)).spans.map(({ spanId }) => spanId);
  expect(await found({ sessionId: 's' })).toEqual([spanIdOf(3), spanIdOf(2), spanIdOf(1)]);
  expect(await found({ kind: 'llm', status: 'error' })).toEqual([spanIdOf(3)]);
  expect(await found({ name: 'ask' })).toEqual([spanIdOf(3), spanIdOf(2)]);
  expect(await found({ name: "ask' OR 1 = 1 --" })).toEqual([]);
  const [inherited] = (await store.listSpans('filters', { name: 'ask', status: 'ok' })).spans;
  expect(inherited).toMatchObject({ sessionId: 's', depth: 1, usageCounted: true });
});

describe('log records that carry content are joined to their span', () => {
  const span = sampleSpan({ id: 1, session: 'logged', durationMs: 5, attributes: { 'gen_ai.operation.name': 'chat', 'gen_ai.system': 'openai' } });
  const spans = [{ ...span, scope: { ...span.scope, name: 'openai' } }];
  const log = sampleLog({
    traceId: traceIdOf(1), spanId: spanIdOf(1), eventName: 'gen_ai.user.message', body: { content: 'from the log' },
    attributes: { 'gen_ai.system': 'openai' },
  });
  const other = sampleLog({ traceId: traceIdOf(1), spanId: spanIdOf(1), eventName: '', body: 'cache miss', attributes: {} });

  test.each<[string, readonly Pick<StoreBatch, 'spans' | 'logs'>[]]>([
    ['in one request, one twice', [{ spans, logs: [log, log, other] }]],
    ['logs first', [{ spans: [], logs: [log] }, { spans: [], logs: [other] }, { spans, logs: [] }]],
    ['spans first', [{ spans, logs: [] }, { spans: [], logs: [other] }, { spans: [], logs: [log] }]],
  ])('%s, read after each write', async (name, batches) => {
    const project = name.replaceAll(/\W/g, '-');
    for (const batch of batches) {
      await store.write({ project, ...batch });
      await store.readTrace(project, traceIdOf(1));
      await store.listSessions(project);
    }
    const [joined] = (await store.readTrace(project, traceIdOf(1)))!.spans;
    expect(joined!.inputMessages).toMatchObject([{ role: 'user', parts: [{ type: 'text', content: 'from the log' }] }]);
    expect(JSON.stringify(joined!.events)).toContain('cache miss');
    expect((await store.listSpans(project, { text: 'from the log' })).spans.map(({ spanId }) => spanId)).toEqual([spanIdOf(1)]);
    expect((await store.listSessions(project)).sessions).toMatchObject([{ sessionId: 'logged', totals: { spans: 1, llmCalls: 1 } }]);
  });
});

test('events come back in order of their sequence, each once, long values whole', async () => {
  const long = 'word '.repeat(1_000);
  const logs = [
    sampleEventLog('ses_e', 2, 'round-start', { query: long }), sampleEventLog('ses_e', 1, 'session-start', { app: 'weather' }),
    sampleEventLog('ses_e', 3, 'round-end', { reply: 'done' }), sampleEventLog('ses_e', 2, 'round-start', { query: long }),
    sampleEventLog('ses_other', 1, 'session-start'),
  ];
  await store.write({ project: 'events', spans: [], logs });
  const { events, nextCursor } = await store.readEvents('events', 'ses_e');
  expect(events.map(({ sequence, type }) => `${sequence} ${type}`)).toEqual(['1 session-start', '2 round-start', '3 round-end']);
  expect(events[1]).toMatchObject({ query: long });
  expect(nextCursor).toBeUndefined();
  const page = await store.readEvents('events', 'ses_e', { after: 1, limit: 1 });
  expect(page).toMatchObject({ events: [{ sequence: 2 }], nextCursor: '2' });
  expect((await store.readEvents('events', 'ses_e', { after: Number(page.nextCursor) })).events).toHaveLength(1);
});

test('whoever subscribed hears of a write once it can be queried', async () => {
  const heard: Written[] = [];
  const stop = store.subscribe((written) => heard.push(written));
  await store.write({
    project: 'heard', spans: [sampleSpan({ id: 1, session: 's', durationMs: 1 })], logs: [sampleEventLog('s', 1, 'session-start')],
  });
  expect(await store.readTrace('heard', traceIdOf(1))).toBeDefined();
  stop();
  await write('heard', sampleSpan({ id: 2, durationMs: 1 }));
  expect((await store.readTrace('heard', traceIdOf(1)))!.spans).toHaveLength(2);
  expect(heard).toMatchObject([{
    project: 'heard', spans: [{ traceId: traceIdOf(1), spanId: spanIdOf(1), sessionId: 's' }], events: [{ sequence: 1 }],
  }]);
});

test('hostile text comes back as it was sent and harms nobody', async () => {
  const attributes = {
    quote: `'; DROP TABLE spans; --`, nul: 'a\u0000b', lone: 'x\ud800y', mark: '\u007ft' + '0'.repeat(64), newline: 'a\nb\r\n"\\',
    list: ['\u007fs', 'y'.repeat(600), '\ud800'], nested: { ['__proto__x']: { deep: 'z'.repeat(600) } }, longLone: 'x\udc00'.repeat(600),
    json: JSON.stringify([{ role: 'user', content: 'q'.repeat(300) }, 'text', 1, null]),
    ...(JSON.parse('{"__proto__": {"polluted": true}}') as object),
  };
  await write('hostile', sampleSpan({ id: 1, name: 'na\u0000me\ud800', session: "ses'\\\t\n", durationMs: 1, attributes }));
  const view = await store.readTrace('hostile', traceIdOf(1));
  expect(view!.spans[0]!.attributes).toMatchObject({ ...attributes });
  expect(({} as { polluted?: boolean }).polluted).toBeUndefined();
  expect((await store.readSession('hostile', "ses'\\\t\n"))!.session.sessionId).toBe("ses'\\\t\n");
});

test('a row that the engine cannot take is set aside and harms no other', async () => {
  await write('\ud800', sampleSpan({ id: 1, durationMs: 1 }));
  await write('good', sampleSpan({ id: 1, durationMs: 1 }));
  expect(await store.readTrace('good', traceIdOf(1))).toBeDefined();
  expect(problems.map(String)).toEqual([expect.stringContaining('The database could not take a row of spans; it was set aside in ')]);
  expect(await readFile(join(directory, 'refused-rows'), 'utf8')).toContain(spanIdOf(1));
});

test('times that no agent ran at are kept as they came', async () => {
  await write(
    'times', sampleSpan({ id: 1, start: 0n, durationMs: 1 }), sampleSpan({ id: 2, start: 2n ** 64n - 1n - 5_000_000n, durationMs: 1 }),
    ...Array.from({ length: 130 }, (_, n) => sampleSpan({ id: 10 + n, start: 951_782_400_000_000_000n + BigInt(n) * 2_700_000_000_000_000n, durationMs: 1 })),
  );
  const view = await store.readTrace('times', traceIdOf(1));
  expect(view!.spans).toHaveLength(132);
  expect(view!.spans.find(({ spanId }) => spanId === spanIdOf(2))!.startTimeUnixNano).toBe(String(2n ** 64n - 1n - 5_000_000n));
  expect((await store.listSessions('times')).sessions).toHaveLength(1);
});

test('an artifact is stored once under its hash, and a false hash is refused', async () => {
  const bytes = Buffer.alloc(2_500_000, 'heddle');
  const sha256 = parseSha256(createHash('sha256').update(bytes).digest('hex'))!;
  const artifact = { sha256, mimeType: 'image/png', name: 'chart.png' };
  await store.putArtifact('files', artifact, bytes);
  await store.putArtifact('files', { ...artifact, name: 'again.png' }, bytes);
  const read = await store.readArtifact('files', sha256);
  expect(read).toMatchObject({ mimeType: 'image/png', name: 'chart.png' });
  expect(Buffer.compare(read!.bytes, bytes)).toBe(0);
  expect(await store.readArtifact('others', sha256)).toBeUndefined();
  await expect(store.putArtifact('files', artifact, bytes.subarray(1))).rejects.toMatchObject({ code: 'ARTIFACT_MISMATCH' });
});

test('the engine says which version it is', async () => {
  expect(await store.ping()).toMatchObject({ kind: 'embedded', version: expect.stringMatching(/^\d+\.\d+/) });
});
