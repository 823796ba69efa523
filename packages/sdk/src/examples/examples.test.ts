import type { HeddleEvent, JsonObject, SpanId, TraceId } from '@heddle/model';
import { resourceFromAttributes } from '@opentelemetry/resources';
import { readdir, readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { afterEach, expect, test } from 'vitest';
import { createSpanProcessors } from '../export/create-span-processors.js';
import { listenHttp } from '../export/loopback-backend.test.support.js';
import { spansOfEvents } from '../encoding/spans-of-events.js';
import { EventBus } from '../handlers/event-bus.js';
import { createFileJournals } from '../journal/file-journal.js';
import { toPreview } from '../preview.js';
import { agentOpsHandler } from './agentops-handler.js';
import { backendsFromEnvironment, startTracing } from './several-backends.js';
import { slowCalls } from './slow-calls-exporter.js';
import { watchCalls } from './watch-calls.js';

const closing: (() => void)[] = [];
afterEach(() => closing.splice(0).forEach((close) => close()));

async function seattleSession(): Promise<readonly HeddleEvent[]> {
  const events: HeddleEvent[] = [];
  for await (const event of createFileJournals(fileURLToPath(new URL('../../fixtures', import.meta.url))).open('seattle-session').read()) events.push(event);
  return events;
}

test('every example in the documents is a file that these tests run', async () => {
  const source = fileURLToPath(new URL('../../src/examples/', import.meta.url));
  const names = (await readdir(source)).filter((name) => name.endsWith('.ts') && !name.includes('.test.'));
  const files = await Promise.all(names.map(async (name) => (await readFile(source + name, 'utf8')).trim()));
  const documents = await Promise.all(['handlers', 'tracing-backends'].map(async (name) => await readFile(new URL(`../../../../docs/${name}.md`, import.meta.url), 'utf8')));
  const blocks = documents.flatMap((text) => [...text.matchAll(/^```ts\n(.*?)\n```$/gms)].map((match) => match[1]!));
  expect(blocks.toSorted()).toEqual(files.toSorted());
});

test('watch calls: each call with its line and what came of it', async () => {
  const lines: string[] = [];
  const bus = new EventBus();
  bus.subscribe(watchCalls((line) => lines.push(line)));
  for (const event of await seattleSession()) bus.publish(event);
  await bus.drained();
  expect(lines).toHaveLength(12);
  expect(lines[0]).toBe('weather.load, line 1: refused, weather.load: years: Invalid input: expected array, received string');
  expect(lines).toContainEqual(expect.stringMatching(/^weather\.load, line \d+: ok, 366 rows$/));
});

test('the AgentOps handler sends a whole session over AgentOps\' own REST protocol', async () => {
  const server = await listenHttp(({ path }) => ({ status: 200, body: path === '/v2/create_session' ? '{"status":"Success","jwt":"j1"}' : '"Success"' }));
  closing.push(server.close);
  const bus = new EventBus();
  const subscription = bus.subscribe(agentOpsHandler('8b3c', server.url));
  for (const event of await seattleSession()) bus.publish(event);
  await bus.drained();
  expect(subscription.failures).toEqual({ count: 0, last: undefined });
  expect(server.requests.map(({ path }) => path)).toEqual(['create_session', 'create_agent', 'create_agent', 'create_events', 'create_events', 'update_session'].map((name) => `/v2/${name}`));
  expect(server.requests[3]?.headers).toMatchObject({ authorization: 'Bearer j1', 'x-agentops-api-key': '8b3c' });
  const sent = server.requests.filter(({ path }) => path === '/v2/create_events').flatMap(({ body }) => (JSON.parse(body.toString()) as { events: JsonObject[] }).events);
  const count = (type: string) => sent.filter((event) => event['event_type'] === type).length;
  expect([count('actions'), count('llms'), count('tools'), count('errors')]).toEqual([11, 7, 12, 3]);
  expect(sent.every((event) => /^[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/.test(event['id'] as string))).toBe(true);
  const ids = new Set(sent.map((event) => event['id']));
  expect(sent.filter((event) => event['event_type'] === 'errors').every((event) => ids.has(event['trigger_event_id']!))).toBe(true);
});

test('several backends: those of the environment, and every span goes to each', async () => {
  const [phoenix, langfuse] = await Promise.all([listenHttp(), listenHttp()]);
  closing.push(phoenix.close, langfuse.close);
  const backends = backendsFromEnvironment({ PHOENIX_COLLECTOR_ENDPOINT: phoenix.url, LANGFUSE_PUBLIC_KEY: 'pk', LANGFUSE_SECRET_KEY: 'sk', LANGFUSE_BASE_URL: langfuse.url });
  expect(backends.map(({ kind }) => kind)).toEqual(['console', 'phoenix', 'langfuse']);
  const tracing = startTracing(backends.slice(1));
  tracing.tracer.startSpan('load').end();
  await tracing.close();
  expect([phoenix.spans().length, langfuse.spans().length]).toEqual([1, 1]);
});

test('slow calls: an exporter of your own sees only what it asks for', async () => {
  const lines: string[] = [];
  const place = { sessionId: 'ses_1', traceId: '1'.repeat(32) as TraceId };
  const call = (name: string, spanId: string, tookMs: bigint): HeddleEvent[] => [
    { ...place, eventId: `${name}1`, sequence: 1, spanId: spanId as SpanId, timeUnixNano: '1700000000000000000', type: 'call-start', callId: name, cellId: 'c', plugin: name, pluginVersion: '1', pluginHash: 'h', arguments: toPreview(1), callSequence: 1, origin: 'code' },
    { ...place, eventId: `${name}2`, sequence: 2, spanId: spanId as SpanId, timeUnixNano: String(1_700_000_000_000_000_000n + tookMs * 1_000_000n), type: 'call-end', callId: name, status: 'ok', durationMs: Number(tookMs), artifacts: [] },
  ];
  const [processor] = createSpanProcessors([slowCalls((line) => lines.push(line))]);
  const spans = spansOfEvents([...call('quick', 'a'.repeat(16), 20n), ...call('slow', 'b'.repeat(16), 2_500n)], resourceFromAttributes({}));
  for (const span of spans) processor!.onEnd(span);
  await processor!.shutdown();
  expect(lines).toEqual(['slow took 2500 ms']);
});
