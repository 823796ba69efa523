import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createStore } from './create-store.js';
import type { SpanQuery, Store } from './store.js';
import { NOON, sampleSpan, spanIdOf } from './testing/sample-span.js';

const CHAT = { 'heddle.kind': 'llm', 'gen_ai.provider.name': 'openai', 'gen_ai.request.model': 'gpt-4o' };
const MS = 1_000_000n;

let directory: string;
let store: Store;

function said(text: string) {
  return JSON.stringify([{ role: 'user', parts: [{ type: 'text', content: text }] }]);
}

const failure = (text: string) => ({ 'error.type': 'ParseError', 'exception.message': text });

/*
 * trace 1   1 round (user ada, tag beta)
 *             2 agent Planner
 *               3 llm gpt-4o        long prompt
 *             4 tool load_sales     failed
 *               5 llm in-house      inside the tool, no price
 * trace 2   6 tool load_sales       failed, user bob
 */
beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'heddle-queries-'));
  store = await createStore({ dataFolder: directory });
  await store.write({
    project: 'p', logs: [],
    spans: [
      sampleSpan({ id: 1, session: 's1', durationMs: 900, attributes: { 'heddle.kind': 'round', 'user.id': 'ada', 'heddle.tags': ['beta'], 'deployment.environment.name': 'prod' } }),
      sampleSpan({ id: 2, parent: 1, durationMs: 100, attributes: { 'heddle.kind': 'agent', 'gen_ai.agent.name': 'Planner' } }),
      sampleSpan({
        id: 3, parent: 2, durationMs: 80,
        attributes: {
          ...CHAT, 'gen_ai.usage.input_tokens': 1_000, 'gen_ai.usage.output_tokens': 100, 'own.region': 'eu-west', 'own.retries': 2,
          'gen_ai.input.messages': said(`${'filler '.repeat(200)} Zanzibar anomaly`),
        },
      }),
      sampleSpan({ id: 4, parent: 1, durationMs: 300, failed: true, attributes: { 'heddle.kind': 'tool', 'gen_ai.tool.name': 'load_sales', ...failure('row 17') } }),
      sampleSpan({ id: 5, parent: 4, durationMs: 40, attributes: { ...CHAT, 'gen_ai.provider.name': 'in-house', 'gen_ai.request.model': 'in-house-7b', 'gen_ai.usage.input_tokens': 50, 'gen_ai.usage.output_tokens': 5 } }),
      sampleSpan({ trace: 2, id: 6, session: 's2', startMs: 60_000, durationMs: 500, failed: true, attributes: { 'heddle.kind': 'tool', 'gen_ai.tool.name': 'load_sales', 'user.id': 'bob', ...failure('row 4') } }),
    ],
  });
  await store.write({ project: 'other', spans: [sampleSpan({ trace: 9, id: 9, durationMs: 1, attributes: { note: 'Zanzibar' } })], logs: [] });
});

afterAll(async () => {
  await store.close();
  await rm(directory, { recursive: true });
});

async function found(query: SpanQuery): Promise<readonly number[]> {
  const { spans } = await store.listSpans('p', query);
  return spans.map(({ spanId }) => Number(`0x${spanId}`)).sort();
}

test.each<[string, SpanQuery, readonly number[]]>([
  ['its model', { model: 'gpt-4o' }, [3]],
  ['its provider', { provider: 'in-house' }, [5]],
  ['the role above it', { role: 'Planner' }, [2, 3]],
  ['its tool', { tool: 'load_sales' }, [4, 6]],
  ['the plugin it happened in', { plugin: 'load_sales', kind: 'llm' }, [5]],
  ['the user of its trace', { user: 'ada' }, [1, 2, 3, 4, 5]],
  ['the session of its trace', { sessionId: 's1', kind: 'llm' }, [3, 5]],
  ['a tag of its trace', { tag: 'beta', status: 'error' }, [4]],
  ['its start', { from: NOON + 60_000n * MS }, [6]],
  ['its start before', { to: NOON + 3n * MS }, [1, 2]],
  ['its duration', { minDurationMs: 300, maxDurationMs: 500 }, [4, 6]],
  ['its cost', { minCostUsd: 0.000001 }, [3]],
  ['an attribute', { attributes: { 'own.region': 'eu-west' } }, [3]],
  ['an attribute that is a number', { attributes: { 'own.retries': '2', 'own.region': 'eu-west' } }, [3]],
  ['an attribute of its resource', { attributes: { 'service.name': 'shop' }, kind: 'round' }, [1]],
  ['an attribute that is missing', { attributes: { 'own.nothing': '' } }, []],
  ['a hostile attribute', { attributes: { "x' OR 1=1 --": "'}" } }, []],
  ['words of a long text', { text: 'zanzibar ANOMALY' }, [3]],
  ['words of a short text', { text: 'eu west' }, [3]],
  ['words that are in different texts', { text: 'zanzibar row' }, []],
  ['text without a word', { text: "'--" }, []],
])('a span is found by %s', async (_what, query, expected) => {
  expect(await found(query)).toEqual(expected);
});

test.each([
  { from: -(10n ** 30n), kind: 'round' }, { to: 10n ** 30n, kind: 'round' },
])('a time that no clock shows is as good as the nearest that one does', async (query) => {
  expect(await found(query)).toEqual([1]);
  expect((await store.readFacets('p', query)).kind).toEqual([{ value: 'round', count: 1 }]);
  expect(await ids({ ...query, user: 'ada' })).toEqual(['s1']);
});

test('a cursor of anything else is refused', async () => {
  const cursor = Buffer.from(JSON.stringify(['9'.repeat(19), 'x', 'y'])).toString('base64url');
  await expect(store.listSpans('p', {}, { cursor })).rejects.toMatchObject({ code: 'BAD_CURSOR' });
});

test('a span that came in many rows stands in the list once, wherever a page ends', async () => {
  // Started, ended, sent again and again, and once more with another start: the engine has not merged any of it.
  for (let time = 0; time < 3; time++) {
    for (let id = 1; id <= 4; id++) {
      await store.write({ project: 'again', logs: [], spans: [sampleSpan({ trace: 5, id, startMs: id })] });
      await store.write({ project: 'again', logs: [], spans: [sampleSpan({ trace: 5, id, startMs: id, durationMs: 10 })] });
    }
  }
  await store.write({ project: 'again', logs: [], spans: [sampleSpan({ trace: 5, id: 2, startMs: 50, durationMs: 20 })] });
  const pages: number[][] = [];
  for (let cursor: string | undefined; ;) {
    const page = await store.listSpans('again', {}, { limit: 1, cursor });
    pages.push(page.spans.map(({ spanId }) => Number(spanId)));
    if (page.nextCursor === undefined) break;
    cursor = page.nextCursor;
  }
  expect(pages).toEqual([[2], [4], [3], [1]]);
  expect((await store.listSpans('again', { status: 'running' })).spans).toEqual([]);
  expect((await store.listSpans('again', { maxDurationMs: 15 })).spans.map(({ spanId }) => Number(spanId))).toEqual([4, 3, 1]);
});

test('a word of very many long texts is found too', async () => {
  const spans = Array.from({ length: 700 }, (_, n) =>
    sampleSpan({ trace: 3, id: 1_000 + n, durationMs: 1, attributes: { prompt: `${'pad '.repeat(150)} common number${n}` } }));
  const short = sampleSpan({ trace: 3, id: 2_000, startMs: 5_000, durationMs: 1, attributes: { prompt: 'COMMON and short' } });
  await store.write({ project: 'many', spans: [...spans, short], logs: [] });
  const { spans: all } = await store.listSpans('many', { text: 'Common' }, { limit: 1_000 });
  expect(all).toHaveLength(701);
  expect(all[0]!.spanId).toBe(short.spanId);
  expect((await store.listSpans('many', { text: 'common number7' })).spans.map(({ spanId }) => spanId)).toEqual([spanIdOf(1_007)]);
});

test('a word of very many long texts is found page by page, though newer spans do not say it', async () => {
  const saying = Array.from({ length: 700 }, (_, n) => sampleSpan({
    trace: 3, id: 1_000 + n, startMs: n, durationMs: 1, name: n % 2 === 0 ? 'even' : 'odd', attributes: { prompt: `${'pad '.repeat(150)} Familiar number${n}` },
  }));
  const quiet = Array.from({ length: 300 }, (_, n) => sampleSpan({ trace: 4, id: 5_000 + n, startMs: 650 + n, durationMs: 1, attributes: { prompt: 'short' } }));
  const short = sampleSpan({ trace: 4, id: 6_000, startMs: 949, durationMs: 1, attributes: { prompt: 'FAMILIAR as well' } });
  await store.write({ project: 'often', spans: [...saying, ...quiet, short], logs: [] });
  const pages = async (query: SpanQuery) => {
    const spanIds: string[] = [];
    for (let cursor: string | undefined; ;) {
      const page = await store.listSpans('often', { text: 'familiar', ...query }, { limit: 40, ...(cursor !== undefined && { cursor }) });
      spanIds.push(...page.spans.map(({ spanId }) => spanId));
      if (page.nextCursor === undefined) return spanIds;
      cursor = page.nextCursor;
    }
  };
  const newestFirst = saying.map(({ spanId }) => spanId).toReversed();
  expect(await pages({})).toEqual([short.spanId, ...newestFirst]);
  expect(await pages({ name: 'even' })).toEqual(newestFirst.filter((_, n) => n % 2 === 1));
  expect(await pages({ traceId: quiet[0]!.traceId })).toEqual([short.spanId]);
});

test('facets count the values of what a query finds', async () => {
  const facets = await store.readFacets('p', { sessionId: 's1' });
  expect(facets.kind).toEqual([{ value: 'llm', count: 2 }, { value: 'agent', count: 1 }, { value: 'round', count: 1 }, { value: 'tool', count: 1 }]);
  expect(facets.role).toEqual([{ value: 'Planner', count: 2 }]);
  expect(facets.plugin).toEqual([{ value: 'load_sales', count: 2 }]);
  expect(facets.errorType).toEqual([{ value: 'ParseError', count: 1 }]);
  expect((await store.readFacets('p', { text: 'zanzibar' })).model).toEqual([{ value: 'gpt-4o', count: 1 }]);
});

test('durations are those of single spans, by kind', async () => {
  const { kinds, series } = await store.readSpanStats('p', {}, { bucketSeconds: 60 });
  expect(kinds.find(({ kind }) => kind === 'tool')).toEqual({ kind: 'tool', spans: 2, errors: 2, p50Ms: 500, p90Ms: 500, p99Ms: 500, maxMs: 500 });
  expect(series).toMatchObject([
    { time: '2026-03-01T12:00:00.000Z', spans: 5, errors: 1, llmCalls: 2, toolCalls: 1, inputTokens: 1_050, llmP95Ms: 80 },
    { time: '2026-03-01T12:01:00.000Z', spans: 1, errors: 1, llmCalls: 0, costUsd: null, llmP50Ms: null },
  ]);
});

test('cost is summed by what it was spent on, and unknown cost stays unknown', async () => {
  const byModel = await store.readCosts('p', 'model', {});
  expect(byModel.costs).toMatchObject([
    { value: 'gpt-4o', calls: 1, inputTokens: 1_000, unpricedCalls: 0 }, { value: 'in-house-7b', calls: 1, costUsd: null, unpricedCalls: 1 },
  ]);
  expect(byModel.costs[0]!.costUsd).toBeGreaterThan(0);
  expect((await store.readCosts('p', 'role', {})).costs.map(({ value }) => value)).toEqual(['Planner', '']);
  expect((await store.readCosts('p', 'plugin', {})).costs.map(({ value }) => value)).toEqual(['', 'load_sales']);
  expect((await store.readCosts('p', 'tag', {})).costs).toMatchObject([{ value: 'beta', calls: 2 }]);
  expect((await store.readCosts('p', 'user', {})).costs).toMatchObject([{ value: 'ada', calls: 2, unpricedCalls: 1 }]);
  const first = await store.readCosts('p', 'model', {}, { limit: 1 });
  const second = await store.readCosts('p', 'model', {}, { limit: 1, cursor: first.nextCursor! });
  expect([...first.costs, ...second.costs]).toEqual(byModel.costs);
  expect(second.nextCursor).toBeUndefined();
});

test.each([
  ['short', ''], ['long', ` ${'padding of some length '.repeat(40)}`],
])('words are found in %s texts whatever stands before them and whatever letters they have', async (length, padding) => {
  const project = `words-${length}`;
  const texts = [
    JSON.stringify([{ role: 'user', content: `Dear agent,\nweather in Seattle?\n\nthanks\tagain${padding}` }]),
    `[{"role":"user","content":"un caf\\u00e9 pour \\u043c\\u0438\\u0440 nice rice${padding}"}]`,
    `Über den Привет ÉCOLE${padding}`,
  ];
  await store.write({ project, logs: [], spans: texts.map((text, index) => sampleSpan({ id: index + 1, trace: index + 1, durationMs: 1, attributes: { 'gen_ai.input.messages': text } })) });
  const spansWith = async (text: string) => (await store.listSpans(project, { text })).spans.map(({ spanId }) => spanId);
  for (const text of ['weather', 'WEATHER seattle', 'thanks again', 'agent']) expect([text, await spansWith(text)]).toEqual([text, [spanIdOf(1)]]);
  for (const text of ['café', 'Café', 'мир', 'nice']) expect([text, await spansWith(text)]).toEqual([text, [spanIdOf(2)]]);
  for (const text of ['Über', 'über', 'привет', 'Привет', 'école', 'ÉCOLE den']) expect([text, await spansWith(text)]).toEqual([text, [spanIdOf(3)]]);
  for (const text of ['ice', 'eather', 'af', 'ber']) expect([text, await spansWith(text)]).toEqual([text, []]);
});

test('a word that very many texts have is found in the newest of them, in whatever form', async () => {
  const padding = ' some more words to make it long'.repeat(20);
  const span = (id: number, text: string) => sampleSpan({ id, trace: id, durationMs: 1, attributes: { 'gen_ai.input.messages': JSON.stringify([{ role: 'user', content: text + padding }]) } });
  await store.write({ project: 'forms', logs: [], spans: Array.from({ length: 800 }, (_, n) => span(n + 1, `alpha Éclair ${n}`)) });
  await store.write({ project: 'forms', logs: [], spans: [901, 902].map((id) => span(id, `first\nalpha beta éclair ${id}`)) });
  for (const text of ['éclair', 'Éclair', 'alpha']) {
    const { spans } = await store.listSpans('forms', { text }, { limit: 3 });
    expect([text, ...spans.map(({ spanId }) => spanId)]).toEqual([text, spanIdOf(902), spanIdOf(901), spanIdOf(800)]);
  }
});

test('a query of very many words is answered', async () => {
  const text = Array.from({ length: 450 }, (_, n) => String.fromCharCode(0x4e00 + n)).join(' ');
  expect((await store.listSpans('p', { text })).spans).toEqual([]);
});

test('errors that differ in a number are one group, and its spans are found by it', async () => {
  const { errors } = await store.listErrors('p', {});
  expect(errors).toMatchObject([{
    type: 'ParseError', count: 2, traces: 2, sessions: 2, kinds: ['tool'], lastSpanId: spanIdOf(6), firstTime: '2026-03-01T12:00:00.004Z',
  }]);
  expect(await found({ errorGroup: errors[0]!.errorGroup })).toEqual([4, 6]);
  expect((await store.listErrors('p', { user: 'ada' })).errors).toMatchObject([{ count: 1 }]);
});

async function ids(query: Parameters<Store['listSessions']>[2]): Promise<readonly string[]> {
  return (await store.listSessions('p', {}, query)).sessions.map(({ sessionId }) => sessionId);
}

test('filters by duration find what statistics count, those of no length included', async () => {
  const spans = [sampleSpan({ id: 1, durationMs: 0 }), sampleSpan({ id: 2, durationMs: 5 }), sampleSpan({ id: 3 }), sampleSpan({ id: 4, start: 0n, durationMs: 7 })];
  await store.write({ project: 'lengths', spans, logs: [] });
  for (const [query, expected] of [[{ minDurationMs: 0 }, [2, 1]], [{ maxDurationMs: 4 }, [1]], [{ minDurationMs: 1_000_000 }, []]] as const) {
    expect((await store.listSpans('lengths', query)).spans.map(({ spanId }) => spanId)).toEqual(expected.map(spanIdOf));
  }
});

test('a span that does not know when it began does not take its session to 1970; ids are as long as they may be', async () => {
  const session = 's'.repeat(2_000);
  await store.write({ project: 'began', spans: [sampleSpan({ id: 1, session, startMs: 5, durationMs: 1 }), sampleSpan({ id: 2, parent: 1, start: 0n, durationMs: 1 })], logs: [] });
  const { sessions } = await store.listSessions('began');
  expect(sessions).toMatchObject([{ sessionId: session.slice(0, 500), startTime: '2026-03-01T12:00:00.005Z', totals: { spans: 2 } }]);
  for (const id of [session, session.slice(0, 500)]) {
    expect((await store.readSession('began', id))!.traces).toHaveLength(1);
    expect((await store.listSpans('began', { sessionId: id })).spans).toHaveLength(2);
  }
});

test('sessions are summed by the day they began', async () => {
  const stats = await store.readSessionStats('p');
  expect(stats).toMatchObject({ days: [{ day: '2026-03-01', sessions: 2, failedSessions: 1 }], sessions: 2, failedSessions: 1 });
  expect(stats.totals).toEqual(stats.days[0]!.totals);
  expect(stats.totals).toMatchObject({ spans: 6, llmCalls: 2, toolCalls: 2, inputTokens: 1_050, unpricedLlmCalls: 1, costUsd: expect.any(Number) });
  expect(await store.readSessionStats('p', { user: 'bob' })).toMatchObject({ sessions: 1, totals: { llmCalls: 0, costUsd: null } });
  expect(await store.readSessionStats('nobody')).toMatchObject({ days: [], sessions: 0, totals: { spans: 0, costUsd: null } });
});

test('sessions are found by what they are', async () => {
  expect(await ids({ user: 'bob' })).toEqual(['s2']);
  expect(await ids({ tag: 'beta' })).toEqual(['s1']);
  expect(await ids({ from: NOON + 60_000n * MS })).toEqual(['s2']);
  expect(await ids({ status: 'error' })).toEqual(['s2']);
  expect(await ids({ app: 'shop', title: 'STEP' })).toEqual([]);
});
