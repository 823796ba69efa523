import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createHash } from 'node:crypto';
import { Client, Metadata, credentials } from '@grpc/grpc-js';
import { type Store, createStore } from '@heddle/store';
import * as fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type HeddleServer, createServer } from '../create-server.js';

const ACCESS_KEY = 'correct horse battery';
const TRACE = '1'.repeat(32);
const SESSION = 'ses_1';
/** Each project's data is full of its own word. */
const WORDS = { blue: 'cobaltblueword', red: 'crimsonredword' };
type Project = keyof typeof WORDS;

let folder: string;
let store: Store;
let server: HeddleServer;
const keys: Record<string, string> = {};
const tokens: Record<string, string> = {};
let paths: Readonly<Record<string, Readonly<Record<string, { readonly parameters?: readonly { readonly name: string; readonly in: string }[] }>>>>;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'heddle-apart-'));
  store = await createStore({ dataFolder: folder });
  server = await createServer({ store, port: 0, grpcPort: 0, version: '0.1.0', accessKey: ACCESS_KEY });
  for (const project of ['blue', 'red'] as const) {
    await post('/api/projects', ACCESS_KEY, { projectId: project });
    const made = await post('/api/keys', ACCESS_KEY, { name: 'all', scopes: ['admin'], project });
    keys[project] = ((await made.json()) as { secret: string }).secret;
    tokens[project] = ((await (await post('/v3/auth/token', '', { api_key: keys[project] })).json()) as { token: string }).token;
    // The same ids in both projects: whatever forgets the project finds the other's.
    expect((await post('/v1/traces', keys[project], traceRequest(WORDS[project]))).status).toBe(200);
    expect((await post('/v1/logs', keys[project], eventRequest(WORDS[project]))).status).toBe(200);
    const put = await fetch(`${server.url}/api/artifacts/${hashOf(WORDS[project])}?name=${WORDS[project]}`, {
      method: 'PUT', body: WORDS[project], headers: { authorization: `Bearer ${keys[project]}` },
    });
    expect(put.status).toBe(200);
  }
  paths = ((await (await get('/api/openapi.json', ACCESS_KEY)).json()) as { paths: typeof paths }).paths;
});
afterAll(async () => {
  await server.close();
  await store.close();
  await rm(folder, { recursive: true });
});

function hashOf(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}

function post(path: string, key: string, body: unknown): Promise<Response> {
  return fetch(`${server.url}${path}`, {
    method: 'POST', body: JSON.stringify(body), headers: { 'content-type': 'application/json', authorization: `Bearer ${key}` },
  });
}

function get(path: string, key: string): Promise<Response> {
  return fetch(`${server.url}${path}`, { headers: { authorization: `Bearer ${key}` } });
}

function keyValues(values: Readonly<Record<string, string>>) {
  return Object.entries(values).map(([key, stringValue]) => ({ key, value: { stringValue } }));
}

/** A round with a failed model call, several spans so that lists have pages. */
function traceRequest(word: string) {
  const start = '1790000000000000000';
  const end = '1790000001500000000';
  const shared = { 'session.id': SESSION, 'user.id': word, 'tag.tags': word, [`own.${word}`]: word };
  const chat = {
    ...shared, 'gen_ai.operation.name': 'chat', 'gen_ai.request.model': word, 'gen_ai.agent.name': word, 'gen_ai.provider.name': word,
    'gen_ai.input.messages': JSON.stringify([{ role: 'user', parts: [{ type: 'text', content: `${word} `.repeat(100) }] }]),
  };
  const tool = { ...shared, 'gen_ai.operation.name': 'execute_tool', 'gen_ai.tool.name': word };
  const span = (n: number, attributes: Readonly<Record<string, string>>, parentSpanId?: string) => ({
    traceId: TRACE, spanId: String(n).repeat(16), ...(parentSpanId && { parentSpanId }), name: word, startTimeUnixNano: start, endTimeUnixNano: end,
    status: { code: 2, message: `${word} broke` }, attributes: [...keyValues(attributes), ...(n === 2 ? [{ key: 'gen_ai.usage.input_tokens', value: { intValue: '12' } }] : [])],
  });
  return {
    resourceSpans: [{
      resource: { attributes: keyValues({ 'service.name': word }) },
      scopeSpans: [{ spans: [span(1, shared), span(2, chat, '1'.repeat(16)), span(3, tool, '1'.repeat(16))] }],
    }],
  };
}

function eventRequest(word: string) {
  const envelope = keyValues({ type: 'operation-start', eventId: 'evt_1', timeUnixNano: '1790000000000000000', sessionId: SESSION, name: word });
  const values = [...envelope, { key: 'sequence', value: { intValue: '1' } }];
  return {
    resourceLogs: [{ scopeLogs: [{ logRecords: [{ eventName: 'heddle.operation-start', timeUnixNano: '1790000000000000000', body: { kvlistValue: { values } } }] }] }],
  };
}

/** The live stream never ends, so it has a test of its own below; SQL is asked by POST. */
const NOT_CALLED = new Set(['/live']);

function addressOf(path: string, fill: (name: string) => string): string {
  return `/api${path.replace(/\{(\w+)\}/g, (_, name: string) => encodeURIComponent(fill(name)))}`;
}

function idOf(other: Project) {
  return (name: string): string => {
    if (name === 'traceId') return TRACE;
    if (name === 'sessionId') return SESSION;
    if (name === 'sha256') return hashOf(WORDS[other]);
    return WORDS[other];
  };
}

test('every route that reads gives to each project its own data, so that the next test means something', async () => {
  const found = await Promise.all(
    ['/api/sessions', `/api/sessions/${SESSION}`, `/api/sessions/${SESSION}/events`, `/api/traces/${TRACE}`, '/api/spans', '/api/facets', '/api/costs?by=user', '/api/errors', `/api/spans?q=${WORDS.red}`, `/api/artifacts/${hashOf(WORDS.red)}`]
      .map(async (path) => (await get(path, keys['red']!)).text()),
  );
  for (const text of found) expect(text).toContain(WORDS.red);
});

test('no route gives anything of another project, whatever is asked', async () => {
  const readable = Object.entries(paths).filter(([path, methods]) => methods['get'] !== undefined && !NOT_CALLED.has(path));
  const request = fc.record({
    route: fc.constantFrom(...readable),
    own: fc.constantFrom<Project>('blue', 'red'),
    asked: fc.infiniteStream(fc.boolean()),
  });
  await fc.assert(fc.asyncProperty(request, async ({ route: [path, methods], own, asked }) => {
    const other: Project = own === 'blue' ? 'red' : 'blue';
    const fields = (methods['get']!.parameters ?? []).filter((field) => field.in === 'query').map(({ name }) => name);
    // Ask for the other's values by name; what is refused as ill-formed is as good as what finds nothing.
    const query = new URLSearchParams();
    for (const name of fields) if (name !== 'cursor' && (name === 'by' || asked.next().value)) query.set(name, valueFor(name, other));
    const mine = await get(`${addressOf(path, idOf(other))}?${query}`, keys[own]!);
    expect(withoutEcho(await mine.text(), WORDS[other], mine.status)).not.toContain(WORDS[other]);
    // And a page of the other's list, continued here.
    const theirs = await get(`${addressOf(path, idOf(other))}?limit=1&by=user`, keys[other]!);
    const cursor = theirs.headers.get('content-type')?.includes('json') ? ((await theirs.json()) as { nextCursor?: string }).nextCursor : undefined;
    if (cursor === undefined) return;
    const continued = await get(`${addressOf(path, idOf(other))}?limit=1&by=user&cursor=${encodeURIComponent(cursor)}`, keys[own]!);
    expect(withoutEcho(await continued.text(), WORDS[other], continued.status)).not.toContain(WORDS[other]);
  }), { numRuns: 100 });
}, 120_000);

test.each(['spans', 'span_resolutions', 'traces', 'logs', 'events', 'contents', 'artifacts'])('SQL over %s gives the rows of one project', async (table) => {
  const answer = await post('/api/sql', keys['red']!, { query: `SELECT * FROM ${table}` });
  const text = await answer.text();
  expect([answer.status, text]).toEqual([200, expect.not.stringContaining(WORDS.blue)]);
  if (table !== 'logs') expect(text).toContain(WORDS.red);
});

/** A refusal quotes what the caller sent, which it knew. */
function withoutEcho(text: string, word: string, status: number): string {
  return status >= 400 ? text.replaceAll(word, '') : text;
}

function valueFor(name: string, other: Project): string {
  switch (name) {
    case 'limit': return '10';
    case 'by': return 'user';
    case 'from': return '2020-01-01T00:00:00Z';
    case 'to': return '2030-01-01T00:00:00Z';
    case 'minDurationMs':
    case 'minCostUsd': return '0';
    case 'maxDurationMs':
    case 'maxCostUsd':
    case 'bucketSeconds': return '3600';
    case 'sessionId': return SESSION;
    case 'traceId': return TRACE;
    case 'kind': return 'llm';
    case 'status': return 'error';
    default: return WORDS[other];
  }
}

test('the read API of AgentOps gives nothing of another project', async () => {
  for (const path of ['/public/v1/project', `/public/v1/traces/${TRACE}`, `/public/v1/traces/${TRACE}/metrics`, `/public/v1/spans/${'2'.repeat(16)}`, `/public/v1/spans/${'2'.repeat(16)}/metrics`]) {
    const text = await (await get(path, tokens['blue']!)).text();
    expect(text).not.toContain(WORDS.red);
    expect((await get(path, '')).status).toBe(401);
  }
});

test('a live stream tells of its own project only', async () => {
  const abort = new AbortController();
  const response = await fetch(`${server.url}/api/live`, { headers: { authorization: `Bearer ${keys['blue']}` }, signal: abort.signal });
  const reader = response.body!.pipeThrough(new TextDecoderStream()).getReader();
  await reader.read();
  await post('/v1/logs', keys['red']!, eventRequest(WORDS.red));
  await post('/v1/logs', keys['blue']!, eventRequest(WORDS.blue));
  let text = '';
  while (!text.includes(WORDS.blue)) text += (await reader.read()).value ?? '';
  expect(text).not.toContain(WORDS.red);
  abort.abort();
  await reader.cancel().catch(() => {});
});

const asIs = (bytes: Buffer) => bytes;
/** A message as a field of another one. */
const nested = (bytes: Buffer, tag: number) => Buffer.concat([Buffer.from([tag, bytes.length]), bytes]);

test.each([['key', 0x22, () => keys['blue']], ['AgentOps token', 0x33, () => tokens['blue']]])('what comes by gRPC goes to the project of its %s', async (_, id, secret) => {
  const client = new Client(`127.0.0.1:${server.grpcPort}`, credentials.createInsecure());
  const metadata = new Metadata();
  metadata.set('authorization', `Bearer ${secret()}`);
  // One span: trace id of 16 equal bytes, span id of 8, name "g".
  const span = Buffer.concat([Buffer.from([0x0a, 16]), Buffer.alloc(16, id), Buffer.from([0x12, 8]), Buffer.alloc(8, id), Buffer.from([0x2a, 1, 0x67])]);
  const body = nested(nested(nested(span, 0x12), 0x12), 0x0a);
  await new Promise<void>((resolve, reject) => {
    client.makeUnaryRequest('/opentelemetry.proto.collector.trace.v1.TraceService/Export', asIs, asIs, body, metadata, (error) =>
      error === null ? resolve() : reject(error));
  });
  client.close();
  const traceId = id.toString(16).repeat(16);
  expect((await get(`/api/traces/${traceId}`, keys['blue']!)).status).toBe(200);
  expect((await get(`/api/traces/${traceId}`, keys['red']!)).status).toBe(404);
});
