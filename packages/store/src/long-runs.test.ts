import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { normaliseSpan, resolveTrace } from '@heddle/conventions';
import type { RawSpan, SpanRecord } from '@heddle/model';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createStore } from './create-store.js';
import type { Store } from './store.js';
import { MODEL_CALL, ROUND, question, shape } from './testing/sample-agent.js';
import { NOON, sampleEventLog, sampleSpan, spanIdOf, traceIdOf } from './testing/sample-span.js';

let directory: string;
let store: Store;

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'heddle-long-'));
  store = await createStore({ dataFolder: directory });
});

afterAll(async () => {
  await store.close();
  await rm(directory, { recursive: true });
});

function write(project: string, ...spans: readonly RawSpan[]): Promise<void> {
  return store.write({ project, spans, logs: [] });
}

test('a span of a large trace is the one that counts, also where it has another start by now', async () => {
  const children = Array.from({ length: 1_010 }, (_, n) => sampleSpan({ id: n + 2, parent: 1, durationMs: 1 }));
  await write('moving', sampleSpan({ id: 1, durationMs: 5_000 }), ...children);
  expect((await store.readTrace('moving', traceIdOf(1), { limit: 4 }))!.spans[2]).toMatchObject({ spanId: spanIdOf(3), durationMs: 1 });
  await write('moving', sampleSpan({ id: 3, parent: 1, start: NOON + 3_500_000n, durationMs: 7 }));
  expect((await store.readTrace('moving', traceIdOf(1), { limit: 4 }))!.spans[2]).toMatchObject({ spanId: spanIdOf(3), durationMs: 7, startTimeUnixNano: String(NOON + 3_500_000n) });
});

function child(n: number): RawSpan {
  return sampleSpan({
    id: n, parent: n <= 11 ? 1 : 2 + (n % 10), name: `n${n}`, durationMs: 1,
    attributes: { ...MODEL_CALL, 'gen_ai.input.messages': question(`question ${n} ${'and more '.repeat(80)}`) },
  });
}

test('a large trace is read by windows as if it were whole', async () => {
  const spans = [
    sampleSpan({ id: 1, session: 'ses_large', durationMs: 9_000, attributes: { ...ROUND, 'gen_ai.input.messages': question('All of it?') } }),
    ...Array.from({ length: 1_299 }, (_, n) => child(n + 2)),
  ];
  await write('large', ...spans);
  const whole = resolveTrace(spans.map((span) => normaliseSpan(span)));
  const first = await store.readTrace('large', traceIdOf(1), { limit: 700 });
  // It moves everything behind it by one, between the first window and the second.
  await write('large', sampleSpan({ id: 5_000, parent: 1, startMs: 0, name: 'late', durationMs: 1 }));
  const second = await store.readTrace('large', traceIdOf(1), { limit: 700, cursor: first!.nextCursor! });
  expect(first!.trace).toEqual(whole.trace);
  expect(second!.trace.totals.spans).toBe(1_301);
  expect(second!.nextCursor).toBeUndefined();
  const [root, ...others] = [...first!.spans, ...second!.spans];
  expect(root).toEqual(whole.spans[0]);
  expect(others).toEqual(whole.spans.slice(1));
});

test('a trace of more spans than are read at once is resolved slice by slice', async () => {
  const count = 50_200;
  const spans = [
    sampleSpan({ id: 1, startMs: 0, session: 'ses_slices', name: 'root', durationMs: 9_000, attributes: { ...ROUND, 'gen_ai.agent.name': 'Planner' } }),
    ...Array.from({ length: count - 1 }, (_, n): RawSpan => sampleSpan({
      id: n + 2, parent: n < 10 ? 1 : 2 + (n % 10), start: NOON + BigInt(n) * 1_000n, name: `step ${n}`, durationMs: 1, failed: n === count - 2,
    })),
  ];
  for (let from = 0; from < count; from += 10_000) await write('slices', ...spans.slice(from, from + 10_000));
  const whole = resolveTrace(spans.map((span) => normaliseSpan(span)));
  const first = await store.readTrace('slices', traceIdOf(1), { limit: 6_000 });
  const second = await store.readTrace('slices', traceIdOf(1), { limit: 3, cursor: first!.nextCursor! });
  expect(first!.trace).toEqual(whole.trace);
  expect(shape(first!.spans)).toEqual(shape(whole.spans.slice(0, 6_000)));
  expect(second!.spans).toEqual(whole.spans.slice(6_000, 6_003));
  // Lists say it when it was resolved, which for a trace of this size is not at once.
  await expect.poll(async () => (await store.readSession('slices', 'ses_slices'))!.session.totals, { timeout: 60_000 }).toMatchObject({ spans: count, errors: 1 });
  expect((await store.listSpans('slices', { role: 'Planner', status: 'error' })).spans.map(({ name }) => name)).toEqual([`step ${count - 2}`]);
}, 90_000);

test('the calls of a long run carry its history each, and are given as many at a time as an answer may hold', async () => {
  const calls = 240;
  const history: { role: string; content: string }[] = [];
  const spans = Array.from({ length: calls }, (_, n): RawSpan => {
    history.push({ role: n % 2 === 0 ? 'user' : 'assistant', content: `${n} ${'and more of it '.repeat(20)}` });
    return sampleSpan({ id: n + 1, ...(n > 0 && { parent: 1 }), durationMs: 1, name: `call ${n}`, attributes: { ...MODEL_CALL, 'gen_ai.input.messages': JSON.stringify(history) } });
  });
  for (let from = 0; from < calls; from += 20) await write('long run', ...spans.slice(from, from + 20));
  const whole = resolveTrace(spans.map((span) => normaliseSpan(span)));

  const read: SpanRecord[] = [];
  const windows: number[] = [];
  let cursor: string | undefined;
  do {
    const view = await store.readTrace('long run', traceIdOf(1), { limit: 1_000, ...(cursor !== undefined && { cursor }) });
    expect(view!.trace.totals).toEqual(whole.trace.totals);
    // Every message stands in it twice: as it came and as it was read.
    expect(JSON.stringify(view).length).toBeLessThan(12_000_000);
    read.push(...view!.spans);
    windows.push(view!.spans.length);
    cursor = view!.nextCursor;
  } while (cursor !== undefined);
  expect(windows.length).toBeGreaterThan(1);
  expect(read).toEqual(whole.spans);

  const listed: string[] = [];
  do {
    const page = await store.listSpans('long run', {}, { limit: 1_000, ...(cursor !== undefined && { cursor }) });
    listed.push(...page.spans.map(({ name }) => name));
    cursor = page.nextCursor;
  } while (cursor !== undefined);
  expect(listed).toEqual(spans.map(({ name }) => name).toReversed());
});

test('what a trace explains of a span is the same whether it is light or too heavy for one answer', async () => {
  const tool = { 'gen_ai.operation.name': 'execute_tool', 'gen_ai.tool.name': 'forecast' };
  const trace = (id: number, heavy: boolean) => [
    sampleSpan({ trace: id, id: 1, durationMs: 9, name: 'round' }),
    sampleSpan({ trace: id, id: 2, parent: 1, durationMs: 5, name: 'tool', attributes: { ...tool, metadata: JSON.stringify({ big: 'b'.repeat(3_000), k: 1 }) } }),
    sampleSpan({ trace: id, id: 3, parent: 2, durationMs: 4, name: 'mcp', attributes: {
      ...tool, 'mcp.method.name': 'tools/call', 'mcp.session.id': 'abc', 'gen_ai.tool.call.arguments': '{"a":1}', 'gen_ai.tool.call.result': '"r"',
    } }),
    ...Array.from({ length: heavy ? 12 : 0 }, (_, n) => sampleSpan({ trace: id, id: 10 + n, parent: 1, durationMs: 1, attributes: { 'input.value': `${n} ${'t'.repeat(400_000)}` } })),
  ].map((span) => ({ ...span, scope: { name: 'other', version: '', attributes: {} } }));
  await write('heavy', ...trace(20, false), ...trace(21, true));
  const light = await readExplained(20, 'whole');
  expect(light.explained).toMatchObject({ toolArguments: { a: 1 }, toolResult: 'r', metadata: { 'mcp.session.id': 'abc', k: 1 } });
  const whole = await readExplained(21, 'whole');
  expect(whole.view.nextCursor).toBeDefined();
  expect(whole.explained).toEqual(light.explained);
  const short = await readExplained(21, 'short');
  expect(short.view).not.toHaveProperty('nextCursor');
  expect(short.view.shortened).toHaveLength(12);
  expect(short.explained).toEqual(light.explained);
});

async function readExplained(trace: number, content: 'whole' | 'short') {
  const view = await store.readTrace('heavy', traceIdOf(trace), { content });
  const { toolArguments, toolResult, metadata } = view!.spans.find(({ spanId }) => spanId === spanIdOf(2))!;
  return { view: view!, explained: { toolArguments, toolResult, metadata } };
}

test('the events of a long session are given as many at a time as an answer may hold', async () => {
  const messages = longMessages(100);
  const logs = Array.from({ length: 90 }, (_, n) => sampleEventLog('ses_events', n + 1, 'model-call-start', { messages }));
  await store.write({ project: 'long session', spans: [], logs });
  const pages: number[][] = [];
  let after = 0;
  for (;;) {
    const page = await store.readEvents('long session', 'ses_events', { after, limit: 1_000 });
    expect(JSON.stringify(page).length).toBeLessThan(5_000_000);
    expect(page.events.every((event) => JSON.stringify((event as unknown as { messages: unknown }).messages) === JSON.stringify(messages))).toBe(true);
    pages.push(page.events.map(({ sequence }) => sequence));
    if (page.nextCursor === undefined) break;
    after = Number(page.nextCursor);
  }
  expect(pages.length).toBeGreaterThan(1);
  expect(pages.flat()).toEqual(logs.map((_, n) => n + 1));
});

test('a session is looked over without the conversations that each of its requests repeats', async () => {
  const tools = [{ type: 'function', name: 'sales', description: '', parameters: {} }];
  const long = [{ role: 'user', parts: [{ type: 'text', content: 'long '.repeat(2_000) }] }];
  const cell = { cellId: 'cell', source: 'long '.repeat(2_000) };
  await store.write({ project: 'short events', spans: [], logs: [
    ...Array.from({ length: 90 }, (_, n) => sampleEventLog('ses_short', n + 1, 'model-call-request', { modelCallId: `call ${n}`, messages: longMessages(n + 5), tools })),
    sampleEventLog('ses_short', 91, 'model-call-request', { messages: longMessages(2) }),
    sampleEventLog('ses_short', 92, 'model-call-request', { messages: long }),
    sampleEventLog('ses_short', 93, 'cell-start', cell),
  ] });
  const { events, shortened, nextCursor } = await store.readEvents('short events', 'ses_short', { content: 'short' });
  expect(nextCursor).toBeUndefined();
  expect(events.map(({ sequence }) => sequence)).toEqual(Array.from({ length: 93 }, (_, n) => n + 1));
  expect(events.slice(0, 90)).toEqual(Array.from({ length: 90 }, (_, n) => expect.objectContaining({ modelCallId: `call ${n}`, messages: longMessages(n + 5).slice(-4) })));
  expect(events[0]).not.toHaveProperty('tools');
  expect(events[90]).toMatchObject({ messages: longMessages(2) });
  expect(JSON.stringify(events[91]).length).toBeLessThan(5_000);
  expect(events[92]).toMatchObject(cell);
  expect(shortened).toEqual([...Array.from({ length: 90 }, (_, n) => n + 1), 92]);
  const whole = await store.readEvents('short events', 'ses_short', { after: 89, limit: 1 });
  expect(whole).toEqual({ events: [expect.objectContaining({ sequence: 90, messages: longMessages(94), tools })], nextCursor: '90' });
});

function longMessages(count: number) {
  return Array.from({ length: count }, (_, n) => ({ role: 'user', parts: [{ type: 'text', content: `${n} ${'and so on '.repeat(100)}` }] }));
}
