import type { EventPayload, HeddleEvent } from '@heddle/model';
import { context, trace } from '@opentelemetry/api';
import { AsyncLocalStorageContextManager } from '@opentelemetry/context-async-hooks';
import { defaultResource } from '@opentelemetry/resources';
import { BasicTracerProvider, InMemorySpanExporter, SimpleSpanProcessor } from '@opentelemetry/sdk-trace-base';
import { beforeAll, expect, test } from 'vitest';
import { EventBus } from './handlers/event-bus.js';
import { createMemoryJournals } from './journal/memory-journal.js';
import type { HeldSpan } from './held-span.js';
import { createObserver, type Operation } from './observe.js';
import { createRedactor } from './redact.js';

beforeAll(() => void context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable()));

function setUp(secrets: readonly string[] = []) {
  const spans = new InMemorySpanExporter();
  const processor = new SimpleSpanProcessor(spans);
  const tracer = new BasicTracerProvider({ spanProcessors: [processor] }).getTracer('heddle');
  const journals = createMemoryJournals();
  let nowMs = 1_000;
  const journal = journals.open('ses_1');
  const bus = new EventBus();
  const observer = createObserver({
    session: { sessionId: 'ses_1', app: 'seattle', tags: [] },
    tracer,
    journal,
    bus,
    clock: { nowMs: () => nowMs++ },
    redact: createRedactor(secrets),
    recorded: { resource: defaultResource(), exportSpan: (span) => processor.onEnd(span) },
  });
  const events = async () => {
    const list: HeddleEvent[] = [];
    for await (const event of journal.read()) list.push(event);
    return list;
  };
  return { observer, spans, events, bus };
}

function step(name: string): Operation<unknown> {
  return {
    start: { type: 'operation-start', name, kind: 'step', attributes: {} },
    end: ({ durationMs }): EventPayload => ({ type: 'operation-end', name, durationMs }),
  };
}

test('one operation gives a start event, a span and an end event, all with the same ids', async () => {
  const { observer, spans, events } = setUp();
  await observer.observe({ ...step('load'), scope: { roundId: 'rnd_1' } }, async () => 7);
  const [start, end] = await events();
  const [span] = spans.getFinishedSpans();
  expect([start?.type, end?.type]).toEqual(['operation-start', 'operation-end']);
  expect([start?.sequence, end?.sequence]).toEqual([1, 2]);
  expect(start?.spanId).toBe(span?.spanContext().spanId);
  expect(end?.traceId).toBe(span?.spanContext().traceId);
  expect(span?.attributes).toMatchObject({ 'heddle.kind': 'step', 'session.id': 'ses_1', 'heddle.round.id': 'rnd_1' });
});

test('a child hangs below the observation it is made on, however calls interleave', async () => {
  const { observer, spans } = setUp();
  await observer.observe(step('cell'), async (cell) => {
    await Promise.all([
      cell.observe(step('a'), async (a) => void (await a.observe(step('a1'), async () => {}))),
      cell.observe(step('b'), async () => {}),
    ]);
  });
  const parents = Object.fromEntries(
    spans.getFinishedSpans().map((span) => [span.name, spans.getFinishedSpans().find((other) => other.spanContext().spanId === span.parentSpanContext?.spanId)?.name]),
  );
  expect(parents).toEqual({ a1: 'a', a: 'cell', b: 'cell', cell: undefined });
});

test('work that throws ends its span with the error and throws on', async () => {
  const { observer, spans, events } = setUp();
  await expect(observer.observe(step('load'), async () => { throw new RangeError('too far'); })).rejects.toThrow('too far');
  expect(spans.getFinishedSpans()[0]?.status).toEqual({ code: 2, message: 'too far' });
  expect((await events()).map((event) => event.type)).toEqual(['operation-start', 'operation-end']);
});

test('spans made by libraries inside the work nest below it', async () => {
  const { observer, spans } = setUp();
  await observer.observe(step('load'), async (load) => {
    expect(trace.getActiveSpan()?.spanContext().spanId).toBe(load.spanId);
  });
  expect(spans.getFinishedSpans()).toHaveLength(1);
});

test('a new root is linked to the span of the caller, not put below it', async () => {
  const { observer, spans } = setUp();
  const tracer = new BasicTracerProvider().getTracer('caller');
  await tracer.startActiveSpan('request', async (request) => {
    await observer.observe(step('round'), async () => {});
    const [round] = spans.getFinishedSpans();
    expect(round?.parentSpanContext).toBeUndefined();
    expect(round?.links[0]?.context.spanId).toBe(request.spanContext().spanId);
  });
});

test('secrets reach neither journal nor span', async () => {
  const { observer, spans, events } = setUp(['sk-hidden-key']);
  const operation = step('call');
  await observer.observe({ ...operation, start: { type: 'operation-start', name: 'call', kind: 'step', attributes: { url: '?k=sk-hidden-key', apiKey: 'x' } } }, async () => {});
  expect(JSON.stringify(await events())).not.toContain('sk-hidden-key');
  expect(spans.getFinishedSpans()[0]?.attributes).toMatchObject({ url: '?k=[redacted]', apiKey: '[redacted]' });
});

test('a handler that throws or is slow is counted, and the rest goes on', async () => {
  const { observer, bus } = setUp();
  const seen: string[] = [];
  const broken = bus.subscribe({ name: 'broken', handle: () => { throw new Error('no'); } });
  const narrow = bus.subscribe({ name: 'narrow', handle: () => {} }, { queueLimit: 1 });
  bus.subscribe({ name: 'good', handle: (event) => void seen.push(event.type) });
  await observer.observe(step('load'), async () => {});
  await bus.drained();
  expect(seen).toEqual(['operation-start', 'operation-end']);
  expect(broken.failures.count).toBe(2);
  expect(narrow.lost).toBe(0);
});

test('a held operation is journalled at once and exported only when asked, with the ids its events have', async () => {
  const { observer, spans, events } = setUp();
  const held: HeldSpan[] = [];
  const call = (name: string, hold?: (span: HeldSpan) => void) => ({ ...step(name), ...(hold && { hold }) });
  await observer.observe(step('cell'), async (cell) => {
    await cell.observe(call('first', (span) => held.push(span)), async () => {});
    await cell.observe(call('second', (span) => held.push(span)), async (second) => void (await second.observe(step('model'), async () => {})));
  });
  expect(spans.getFinishedSpans().map((span) => span.name)).toEqual(['model', 'cell']);
  expect(held.map((span) => span.hasChildren)).toEqual([false, true]);
  observer.exportHeld(held[1]!);
  const [model, cell, second] = spans.getFinishedSpans();
  expect(second).toMatchObject({ name: 'second', parentSpanContext: { spanId: cell?.spanContext().spanId } });
  expect(model?.parentSpanContext?.spanId).toBe(second?.spanContext().spanId);
  expect((await events()).map((event) => event.spanId)).toContain(second?.spanContext().spanId);
});

test('an aggregate is one event and one span with its own times', async () => {
  const { observer, spans, events } = setUp();
  await observer.observe(step('cell'), async (cell) => {
    cell.report({ type: 'call-aggregate', cellId: 'cel_1', calls: 2_000, failed: 0, exported: 1_001, plugins: [], startUnixNano: '5000000', durationMs: 7 });
  });
  const aggregate = (await events()).find((event) => event.type === 'call-aggregate');
  const [span] = spans.getFinishedSpans();
  expect(span?.spanContext().spanId).toBe(aggregate?.spanId);
  expect([span?.startTime, span?.endTime]).toEqual([[0, 5_000_000], [0, 12_000_000]]);
});
