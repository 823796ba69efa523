import { trace } from '@opentelemetry/api';
import { InMemorySpanExporter, SimpleSpanProcessor, type ReadableSpan } from '@opentelemetry/sdk-trace-base';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { call, cell, operation } from './agentops/recorded-session.test.support.js';
import { HeddleClient } from './export/heddle-client.js';
import { listenHttp, type LoopbackBackend } from './export/loopback-backend.test.support.js';
import { EventBus } from './handlers/event-bus.js';
import { createMemoryJournals } from './journal/memory-journal.js';
import { createObserver, type Observer } from './observe.js';
import { createRedactor } from './redact.js';
import { createTracing, type Tracing } from './tracing.js';

let server: LoopbackBackend;
let tracing: Tracing;
let observer: Observer;
const finished = new InMemorySpanExporter();

beforeAll(async () => {
  server = await listenHttp();
  const redact = createRedactor(['hidden-value']);
  tracing = createTracing({ processors: [new SimpleSpanProcessor(finished)], http: true, redact });
  observer = createObserver({
    session: { sessionId: 'ses_1', app: 'rain', tags: [], userId: 'ada' }, tracer: tracing.tracer,
    journal: createMemoryJournals().open('ses_1'), bus: new EventBus(), clock: { nowMs: () => Date.now() }, redact,
  });
});
beforeEach(() => finished.reset());
afterAll(async () => {
  await tracing.close();
  server.close();
});

/** The spans of requests, once there are `count` of them: a request's span ends after its answer is read. */
async function requestSpans(count: number): Promise<readonly ReadableSpan[]> {
  await expect.poll(() => undiciSpans().length).toBe(count);
  return undiciSpans();
}

function undiciSpans(): readonly ReadableSpan[] {
  return finished.getFinishedSpans().filter((span) => span.instrumentationScope.name.includes('undici'));
}

async function fetchText(url: string): Promise<void> {
  await (await fetch(url)).text();
}

test('a request made inside a call is a span below the call, and belongs to session, round and post', async () => {
  const round = operation(
    { type: 'round-start', index: 1, segment: 1, query: 'q', files: [] },
    (durationMs) => ({ type: 'round-end', state: 'finished', reply: '', durationMs }),
    { roundId: 'rnd_1', postId: 'pst_1' },
  );
  await observer.observe(round, async (inRound) =>
    await inRound.observe(cell('cel_1'), async (inCell) =>
      await inCell.observe(call('cal_1', 'cel_1'), async () => await fetchText(`${server.url}/days`))));
  const [request] = await requestSpans(1);
  const callSpan = finished.getFinishedSpans().find((span) => span.attributes['heddle.call.id'] === 'cal_1');
  expect(request).toMatchObject({ name: 'GET', parentSpanContext: { spanId: callSpan?.spanContext().spanId } });
  expect(request?.attributes).toMatchObject({
    'heddle.kind': 'other', 'session.id': 'ses_1', 'gen_ai.conversation.id': 'ses_1', 'user.id': 'ada', 'heddle.round.id': 'rnd_1', 'heddle.post.id': 'pst_1',
    'http.request.method': 'GET', 'http.response.status_code': 200, 'url.path': '/days',
  });
});

test('keys in an address are not recorded, neither by their name nor by their value', async () => {
  await observer.observe(call('cal_1', 'cel_1'), async () => await fetchText(`${server.url}/x?key=abc123&year=2012&X-Amz-Signature=fff&q=hidden-value`));
  const [request] = await requestSpans(1);
  expect(request?.attributes['url.query']).toBe('?key=[redacted]&year=2012&X-Amz-Signature=[redacted]&q=[redacted]');
  expect(JSON.stringify(request?.attributes)).not.toMatch(/abc123|fff|hidden-value/);
});

test('requests outside of any operation, and what Heddle sends itself, are no spans', async () => {
  await fetchText(`${server.url}/outside`);
  await observer.observe(call('cal_1', 'cel_1'), async () => {
    await new HeddleClient({ url: server.url }).send('POST', '/v1/logs', 'application/json', Buffer.from('{}'));
    await fetchText(`${server.url}/inside`);
  });
  const spans = await requestSpans(1);
  expect(spans[0]?.attributes['url.path']).toBe('/inside');
});

function named(name: string) {
  return finished.getFinishedSpans().find((span) => span.name === name)?.attributes;
}

test('spans of other libraries inside an operation belong to the session too, and keep what they say of themselves', async () => {
  await observer.observe(call('cal_1', 'cel_1'), async () => {
    trace.getTracer('database').startSpan('SELECT', { attributes: { 'heddle.kind': 'retrieval', 'session.id': 'mine' } }).end();
    trace.getTracer('database').startSpan('INSERT', { attributes: { 'user.id': 'bob' } }).end();
  });
  expect(named('SELECT')).toMatchObject({ 'heddle.kind': 'retrieval', 'session.id': 'mine', 'user.id': 'ada' });
  expect(named('INSERT')).toMatchObject({ 'heddle.kind': 'other', 'session.id': 'ses_1', 'user.id': 'bob' });
});
