import { createHash } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { request as httpRequest } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import type { LiveMessage } from '@heddle/model';
import { type Store, createStore } from '@heddle/store';
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-proto';
import { BasicTracerProvider, SimpleSpanProcessor } from '@opentelemetry/sdk-trace-base';
import { Hono } from 'hono';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type HeddleServer, createServer } from './create-server.js';

let folder: string;
let store: Store;
let server: HeddleServer;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'heddle-server-'));
  store = await createStore({ dataFolder: folder });
  const extraRoutes = new Hono().get('/models', (context) => context.json({ models: ['scripted'] }));
  server = await createServer({ store, port: 0, grpcPort: null, version: '0.1.0', extraRoutes });
});
afterAll(async () => {
  await server.close();
  await store.close();
  await rm(folder, { recursive: true });
});

const JSON_TYPE = { 'content-type': 'application/json' };

function post(path: string, body: string | Uint8Array<ArrayBuffer>, headers: Record<string, string> = JSON_TYPE): Promise<Response> {
  return fetch(`${server.url}${path}`, { method: 'POST', body, headers });
}

async function get(path: string): Promise<{ status: number; body: never }> {
  const response = await fetch(`${server.url}${path}`);
  return { status: response.status, body: (await response.json()) as never };
}

/** An OTLP/JSON request with one chat span of a session. */
function chatRequest(traceId: string, sessionId: string | undefined, spanId = 'eee19b7ec3c1b174') {
  const attributes = { 'gen_ai.operation.name': 'chat', 'gen_ai.request.model': 'gpt-4o-mini', ...(sessionId !== undefined && { 'gen_ai.conversation.id': sessionId }) };
  return JSON.stringify({
    resourceSpans: [{
      scopeSpans: [{
        spans: [{
          traceId, spanId, name: 'chat gpt-4o-mini', kind: 3, startTimeUnixNano: '1790000000000000000', endTimeUnixNano: '1790000001500000000',
          attributes: [
            ...Object.entries(attributes).map(([key, stringValue]) => ({ key, value: { stringValue } })),
            { key: 'gen_ai.usage.input_tokens', value: { intValue: '12' } },
          ],
        }],
      }],
    }],
  });
}

function eventRequest(sessionId: string, sequence: number) {
  const body = {
    type: 'operation-start', eventId: `evt_${sessionId}_${sequence}`, sequence: String(sequence), timeUnixNano: '1790000000000000000', sessionId,
  };
  const values = Object.entries(body).map(([key, value]) => ({ key, value: key === 'sequence' ? { intValue: value } : { stringValue: value } }));
  return JSON.stringify({
    resourceLogs: [{ scopeLogs: [{ logRecords: [{ eventName: 'heddle.operation-start', timeUnixNano: '1790000000000000000', body: { kvlistValue: { values } } }] }] }],
  });
}

describe('intake', () => {
  test('what is acknowledged can be queried', async () => {
    const traceId = '1'.repeat(32);
    const answer = await post('/v1/traces', chatRequest(traceId, 'ses_query'));
    expect([answer.status, await answer.json()]).toEqual([200, {}]);
    expect(await get(`/api/traces/${traceId}`)).toMatchObject({
      status: 200,
      body: { trace: { traceId, sessionId: 'ses_query', totals: { spans: 1, llmCalls: 1 } }, spans: [{ kind: 'llm', durationMs: 1500 }] },
    });
    expect(await get('/api/sessions/ses_query')).toMatchObject({ body: { session: { sessionId: 'ses_query' }, traces: [{ traceId }] } });
    expect(await get('/api/sessions')).toMatchObject({ body: { sessions: [{ sessionId: 'ses_query' }] } });
    expect(await get('/api/spans?sessionId=ses_query&kind=llm')).toMatchObject({ body: { spans: [{ traceId }] } });
    expect(await get('/api/spans?model=gpt-4o-mini&q=chat&minDurationMs=1500&attr.gen_ai.operation.name=chat&from=2026-09-21T00:00:00Z'))
      .toMatchObject({ body: { spans: [{ traceId }] } });
    expect(await get('/api/facets?kind=llm')).toMatchObject({ body: { model: [{ value: 'gpt-4o-mini', count: 1 }] } });
    expect(await get('/api/costs?by=model')).toMatchObject({ body: { costs: [{ value: 'gpt-4o-mini', calls: 1 }] } });
    expect(await get('/api/errors')).toEqual({ status: 200, body: { errors: [] } });
    expect(await get('/api/stats?bucketSeconds=3600')).toMatchObject({ body: { kinds: [{ kind: 'llm', p50Ms: 1500 }], series: [{ llmCalls: 1 }] } });
    expect(await get('/api/stats')).toMatchObject({ body: { days: [{ day: '2026-09-21', sessions: 1 }], sessions: 1 } });
  });

  test('the OpenTelemetry exporter delivers', async () => {
    const exporter = new OTLPTraceExporter({ url: `${server.url}/v1/traces` });
    const provider = new BasicTracerProvider({ spanProcessors: [new SimpleSpanProcessor(exporter)] });
    const span = provider.getTracer('test').startSpan('work');
    span.end();
    await provider.forceFlush();
    await provider.shutdown();
    expect(await get(`/api/traces/${span.spanContext().traceId}`)).toMatchObject({ status: 200, body: { spans: [{ sourceName: 'work' }] } });
  });

  test('a gzip body is taken', async () => {
    const traceId = '2'.repeat(32);
    const answer = await post('/v1/traces', new Uint8Array(gzipSync(chatRequest(traceId, 'ses_gzip'))), { ...JSON_TYPE, 'content-encoding': 'gzip' });
    expect(answer.status).toBe(200);
    expect((await get(`/api/traces/${traceId}`)).status).toBe(200);
  });

  test('refused spans are counted and explained, in the encoding of the request', async () => {
    const answer = await post('/v1/traces', chatRequest('nonsense', 'ses_bad'));
    expect([answer.status, await answer.json()]).toEqual([200, {
      partialSuccess: { rejectedSpans: '1', errorMessage: '1 span refused: the trace id "nonsense" is not 16 bytes with one that is not 0 (1).' },
    }]);
    const protobuf = await post('/v1/traces', new Uint8Array([0x0a, 0x04, 0x12, 0x02, 0x12, 0x00]), { 'content-type': 'application/x-protobuf' });
    expect(protobuf.headers.get('content-type')).toBe('application/x-protobuf');
    expect(Buffer.from(await protobuf.arrayBuffer()).toString('latin1')).toContain('1 span refused: the trace id "" is not 16 bytes');
  });

  test.each([
    ['/v1/traces', 'not otlp', JSON_TYPE, 400, 3],
    ['/v1/logs', '{"resourceSpans":[]}', JSON_TYPE, 400, 3],
    ['/v1/traces', 'text', { 'content-type': 'text/plain' }, 415, 3],
    ['/v1/traces', '{}', { ...JSON_TYPE, 'content-encoding': 'snappy' }, 415, 3],
    ['/v1/traces', 'no gzip', { ...JSON_TYPE, 'content-encoding': 'gzip' }, 400, 3],
    ['/v1/traces', `no deflate ${'x'.repeat(1_000_000)}`, { ...JSON_TYPE, 'content-encoding': 'deflate' }, 400, 3],
    ['/v1/nothing', '{}', JSON_TYPE, 404, 3],
  ])('%s with %.20j is refused as OTLP says it', async (path, body, headers, status, code) => {
    const answer = await post(path, body, headers as Record<string, string>);
    expect([answer.status, await answer.json()]).toEqual([status, { code, message: expect.stringMatching(/^[A-Z].*\.$/) }]);
  });

  test('metrics are answered', async () => {
    expect((await post('/v1/metrics', '{"resourceMetrics":[]}')).status).toBe(200);
  });

  test('events come back in order', async () => {
    await post('/v1/logs', eventRequest('ses_events', 2));
    await post('/v1/logs', eventRequest('ses_events', 1));
    expect(await get('/api/sessions/ses_events/events')).toMatchObject({ status: 200, body: { events: [{ sequence: 1 }, { sequence: 2 }] } });
    expect(await get('/api/sessions/ses_events/events?after=1')).toMatchObject({ body: { events: [{ sequence: 2 }] } });
  });
});

describe('API', () => {
  test.each([
    [`/api/traces/${'9'.repeat(32)}`, `There is no trace "${'9'.repeat(32)}".`],
    ['/api/traces/nope', 'There is no trace "nope".'],
    ['/api/sessions/nope', 'There is no session "nope".'],
    ['/api/sessions/nope/events', 'There is no session "nope".'],
    [`/api/artifacts/${'9'.repeat(64)}`, `There is no artifact "${'9'.repeat(64)}".`],
    ['/api/nothing', 'There is nothing at GET /api/nothing.'],
  ])('%s is not there', async (path, message) => {
    expect(await get(path)).toEqual({ status: 404, body: { error: { code: 'NOT_FOUND', message } } });
  });

  test.each([
    ['/api/sessions?limit=abc', 'limit is "abc": it must be a whole number from 1 to 1000.'],
    ['/api/sessions?limit=0', 'limit is "0": it must be a whole number from 1 to 1000.'],
    ['/api/spans?status=odd', 'status is "odd": it must be one of running, ok, error.'],
    ['/api/spans?from=today', 'from is "today": it must be a time such as 2026-03-01T12:00:00Z.'],
    ['/api/spans?minCostUsd=-1', 'minCostUsd is "-1": it must be a number, 0 or more.'],
    ['/api/traces/0af7651916cd43dd8448eb211c80319c?from=5', 'There is no field "from"; there are limit, cursor, content.'],
    ['/api/traces/0af7651916cd43dd8448eb211c80319c?content=none', 'content is "none": it must be one of whole, short.'],
    ['/api/sessions/ses_1?from=5', 'There is no field "from"; there are limit, cursor.'],
    ['/api/sessions/ses_1/events?from=5', 'There is no field "from"; there are after, limit, content.'],
    ['/api/sessions?userId=ada', 'There is no field "userId"; there are status, user, tag, app, title, from, to, limit, cursor.'],
    ['/api/spans?spanId=1', 'spanId is "1": it must be 16 hex digits, not all 0.'],
    ['/api/spans?traceId=xyz', 'traceId is "xyz": it must be 32 hex digits, not all 0.'],
  ])('%s is refused by name and value', async (path, message) => {
    expect(await get(path)).toEqual({ status: 400, body: { error: { code: 'QUERY_INVALID', message } } });
  });

  test.each(['spans?usr=ada', 'facets?usr=ada', 'costs?by=model&usr=ada', 'errors?usr=ada', 'stats?usr=ada'])('a field that is misspelt is refused: %s', async (path) => {
    const message = expect.stringMatching(/^There is no field "usr"; there are .*\buser\b.*, attr\.KEY\.$/) as string;
    expect(await get(`/api/${path}`)).toEqual({ status: 400, body: { error: { code: 'QUERY_INVALID', message } } });
  });

  test('a cursor that no list gave is refused', async () => {
    expect(await get('/api/sessions?cursor=%20x')).toMatchObject({ status: 400, body: { error: { code: 'QUERY_INVALID' } } });
  });

  test('one SELECT is answered, and anything else refused with its reason', async () => {
    await post('/v1/traces', chatRequest('6'.repeat(32), 'ses_sql'));
    const answer = await post('/api/sql', JSON.stringify({ query: "SELECT session_id, model FROM span_resolutions WHERE session_id = 'ses_sql'" }));
    expect([answer.status, await answer.json()]).toEqual([200, {
      columns: [{ name: 'session_id', type: 'String' }, { name: 'model', type: 'LowCardinality(String)' }],
      rows: [['ses_sql', 'gpt-4o-mini']], rowsRead: expect.any(Number), elapsedMs: expect.any(Number), truncated: false,
    }]);
    const refused = await post('/api/sql', JSON.stringify({ query: 'SELECT * FROM numbers(5)' }));
    expect([refused.status, await refused.json()]).toEqual([400, {
      error: { code: 'SQL_REFUSED', message: 'The table function numbers is not allowed; read from the tables of Heddle.' },
    }]);
  });

  test('health tells of the engine', async () => {
    expect(await get('/api/health')).toEqual({
      status: 200,
      body: { status: 'ok', version: '0.1.0', engine: { kind: 'embedded', version: expect.any(String) }, uptimeMs: expect.any(Number) },
    });
  });

  test('the OpenAPI document names every route', async () => {
    const { body } = await get('/api/openapi.json');
    expect(Object.keys((body as { paths: object }).paths).sort()).toEqual([
      '/artifacts/{sha256}', '/costs', '/errors', '/facets', '/health', '/keys', '/keys/{keyId}', '/keys/{keyId}/rotate', '/live', '/normalise', '/projects', '/sessions', '/sessions/{sessionId}', '/sessions/{sessionId}/events', '/spans', '/sql', '/stats', '/traces/{traceId}',
    ]);
  });

  test("the runtime's routes stand under /api/agent", async () => {
    expect(await get('/api/agent/models')).toEqual({ status: 200, body: { models: ['scripted'] } });
  });

  test('a request under a foreign name is refused', async () => {
    const status = await new Promise<number | undefined>((resolve, reject) => {
      httpRequest(`${server.url}/api/sessions`, { headers: { host: 'evil.example' } }, (answer) => resolve(answer.resume().statusCode))
        .on('error', reject)
        .end();
    });
    expect(status).toBe(403);
  });
});

describe('artifacts', () => {
  const bytes = '<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>';
  const sha256 = createHash('sha256').update(bytes).digest('hex');

  test('what is stored comes back under a policy that runs nothing', async () => {
    const headers = { 'content-type': 'image/svg+xml', 'x-heddle-artifact-name': encodeURIComponent('Umsatz für März.svg') };
    const put = await fetch(`${server.url}/api/artifacts/${sha256}`, { method: 'PUT', body: bytes, headers });
    expect([put.status, await put.json()]).toEqual([200, { sha256, name: 'Umsatz für März.svg', mimeType: 'image/svg+xml', sizeBytes: 71 }]);
    const got = await fetch(`${server.url}/api/artifacts/${sha256}`);
    expect(await got.text()).toBe(bytes);
    expect(Object.fromEntries(got.headers)).toMatchObject({
      'content-type': 'image/svg+xml',
      'content-security-policy': "sandbox; default-src 'none'; style-src 'unsafe-inline'; img-src data:",
      'content-disposition': "inline; filename=\"Umsatz f_r M_rz.svg\"; filename*=UTF-8''Umsatz%20f%C3%BCr%20M%C3%A4rz.svg",
      'x-content-type-options': 'nosniff',
    });
    const again = await fetch(`${server.url}/api/artifacts/${sha256}`, { headers: { 'if-none-match': got.headers.get('etag')! } });
    expect(again.status).toBe(304);
  });

  test('bytes with another hash are refused', async () => {
    const put = await fetch(`${server.url}/api/artifacts/${sha256}`, { method: 'PUT', body: 'other bytes' });
    expect(put.status).toBe(400);
    expect(await put.json()).toMatchObject({ error: { code: 'ARTIFACT_MISMATCH' } });
  });
});

describe('live', () => {
  test('a listener hears of its session, and of no other', async () => {
    const live = await openLive('/api/live?sessionId=ses_live');
    await post('/v1/logs', eventRequest('ses_other', 1));
    await post('/v1/logs', eventRequest('ses_live', 1));
    expect(await live.next()).toMatchObject({ kind: 'event', event: { sessionId: 'ses_live', sequence: 1 } });
    await post('/v1/traces', chatRequest('3'.repeat(32), 'ses_live'));
    expect(await live.next()).toEqual({ kind: 'spans', traceId: '3'.repeat(32), sessionId: 'ses_live', spanIds: ['eee19b7ec3c1b174'] });
    await live.stop();
  });

  test('spans that do not name their session are heard of with it once another of their trace did', async () => {
    const [named, alone] = ['4'.repeat(32), '5'.repeat(32)];
    const [ofSession, ofTrace] = [await openLive('/api/live?sessionId=ses_named'), await openLive(`/api/live?sessionId=${alone}`)];
    await post('/v1/traces', chatRequest(named, 'ses_named'));
    expect(await ofSession.next()).toMatchObject({ kind: 'spans', traceId: named, sessionId: 'ses_named' });
    await post('/v1/traces', chatRequest(named, undefined, 'aaa19b7ec3c1b174'));
    await post('/v1/traces', chatRequest(alone, undefined));
    expect(await ofSession.next()).toMatchObject({ kind: 'spans', traceId: named, sessionId: null, spanIds: ['aaa19b7ec3c1b174'] });
    expect(await ofTrace.next()).toMatchObject({ kind: 'spans', traceId: alone, sessionId: null });
    await ofSession.stop();
    await ofTrace.stop();
  });
});

test('a listener that leaves makes room for another', async () => {
  const small = await createServer({ store, port: 0, grpcPort: null, version: '0.1.0', maxLiveClients: 1 });
  const abort = new AbortController();
  const first = await fetch(`${small.url}/api/live`, { signal: abort.signal });
  await first.body!.getReader().read();
  expect((await fetch(`${small.url}/api/live`)).status).toBe(503);
  abort.abort();
  await expect.poll(async () => (await fetch(`${small.url}/api/live`)).status).toBe(200);
  await small.close();
});

describe('starting and closing', () => {
  test('a port in use is said in a sentence that helps', async () => {
    const start = createServer({ store, port: server.port, grpcPort: null, version: '0.1.0' });
    await expect(start).rejects.toMatchObject({
      code: 'PORT_IN_USE',
      message: `Port ${server.port} of 127.0.0.1 is in use, perhaps by another Heddle server or an OpenTelemetry collector: stop that one, or choose another port with --port.`,
    });
  });

  test('closing ends live streams and lets the store live on', async () => {
    const other = await createServer({ store, port: 0, grpcPort: null, version: '0.1.0' });
    const response = await fetch(`${other.url}/api/live`);
    const text = response.text();
    await other.close();
    expect(await text).toBe(': connected\n\n');
    await expect(fetch(`${other.url}/api/health`)).rejects.toThrow();
    expect((await get('/api/health')).status).toBe(200);
  });

  test('a store that cannot take a batch has its sender come back, and health says so', async () => {
    const otherFolder = await mkdtemp(join(tmpdir(), 'heddle-server-'));
    const otherStore = await createStore({ dataFolder: otherFolder });
    const other = await createServer({ store: otherStore, port: 0, grpcPort: null, version: '0.1.0' });
    await otherStore.close();
    const answer = await fetch(`${other.url}/v1/traces`, { method: 'POST', body: chatRequest('4'.repeat(32), 'ses_gone'), headers: JSON_TYPE });
    expect([answer.status, answer.headers.get('retry-after'), await answer.json()]).toEqual([503, '2', { code: 14, message: expect.any(String) }]);
    const health = await fetch(`${other.url}/api/health`);
    expect([health.status, await health.json()]).toEqual([503, expect.objectContaining({ status: 'failing', problem: expect.any(String) })]);
    await other.close();
    await rm(otherFolder, { recursive: true });
  });

  test('a server with a key answers only to it', async () => {
    const accessKey = 'correct horse battery';
    const locked = await createServer({ store, port: 0, grpcPort: null, version: '0.1.0', accessKey });
    const status = async (headers: Record<string, string>) => (await fetch(`${locked.url}/api/health`, { headers })).status;
    expect(await status({})).toBe(401);
    expect(await status({ authorization: 'Bearer wrong' })).toBe(401);
    expect(await status({ authorization: `Bearer ${accessKey}` })).toBe(200);
    expect(await status({ authorization: `Basic ${Buffer.from(`me:${accessKey}`).toString('base64')}` })).toBe(200);
    await locked.close();
  });
});

/** Opens a live stream and waits until it is connected. */
async function openLive(path: string) {
  const abort = new AbortController();
  const response = await fetch(`${server.url}${path}`, { signal: abort.signal });
  const reader = response.body!.pipeThrough(new TextDecoderStream()).getReader();
  let buffered = '';
  const nextBlock = async (): Promise<string> => {
    while (!buffered.includes('\n\n')) buffered += (await reader.read()).value ?? '';
    const end = buffered.indexOf('\n\n');
    const block = buffered.slice(0, end);
    buffered = buffered.slice(end + 2);
    return block;
  };
  expect(await nextBlock()).toBe(': connected');
  return {
    async next(): Promise<LiveMessage> {
      const data = (await nextBlock()).split('\n').find((line) => line.startsWith('data: '));
      return JSON.parse(data!.slice('data: '.length)) as LiveMessage;
    },
    async stop() {
      abort.abort();
      await reader.cancel().catch(() => {});
    },
  };
}
