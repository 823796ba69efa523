import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { SpanRecord, TraceView } from '@heddle/model';
import { type Store, createStore } from '@heddle/store';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type HeddleServer, createServer } from '../create-server.js';
import { replay } from './replay-fixture.test.support.js';

const ACCESS_KEY = '0b0c9d1e-2f3a-4b5c-8d6e-7f8091a2b3c4';

let folder: string;
let store: Store;
let open: HeddleServer;
let keyed: HeddleServer;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'heddle-agentops-'));
  store = await createStore({ dataFolder: folder });
  open = await createServer({ store, port: 0, grpcPort: null, version: '0.1.0' });
  keyed = await createServer({ store, port: 0, grpcPort: null, version: '0.1.0', accessKey: ACCESS_KEY });
});
afterAll(async () => {
  await open.close();
  await keyed.close();
  await store.close();
  await rm(folder, { recursive: true });
});

async function call(url: string, method: string, path: string, { body, headers = {} }: { body?: unknown; headers?: Record<string, string> } = {}) {
  const response = await fetch(`${url}${path}`, {
    method,
    redirect: 'manual',
    headers: { ...(body !== undefined && { 'content-type': 'application/json' }), ...headers },
    ...(body !== undefined && { body: typeof body === 'string' ? body : JSON.stringify(body) }),
  });
  const text = await response.text();
  return { status: response.status, headers: response.headers, body: text.startsWith('{') ? (JSON.parse(text) as Record<string, unknown>) : text };
}

async function readTrace(traceId: string): Promise<TraceView> {
  const { status, body } = await call(open.url, 'GET', `/api/traces/${traceId}`);
  expect(status).toBe(200);
  return body as unknown as TraceView;
}

/** The tree as indented lines of kind, name and status. */
function outline(spans: readonly SpanRecord[]): string[] {
  return spans.map((span) => `${'  '.repeat(span.depth)}${span.kind} ${span.name} ${span.status}`);
}

describe('what the SDKs send', () => {
  test('Python 0.4.21: the run, its tokens, its price and its printed lines', async () => {
    const answers = await replay(open.url, 'agentops-python-0.4.21');
    expect(answers.map(({ path, status }) => [path, status])).toEqual([
      ['/v3/auth/token', 200], ['/v1/traces', 200], ['/v4/logs/upload/', 200], ['/v1/traces', 200],
    ]);
    const { trace, spans } = await readTrace('60c32793376e01ebfe9ecba1fbc00731');
    expect(outline(spans)).toEqual([
      'workflow default ok',
      '  agent forecaster ok',
      '    chain answer ok',
      '      llm openai.chat.completion ok',
      '        other tool_call.get_weather ok',
      '      tool get_weather ok',
      '      tool broken error',
      '      llm openai.chat.completion ok',
    ]);
    expect(trace).toMatchObject({
      tags: ['weather', 'demo'], inputText: 'How is the weather in Lisbon?', outputText: 'It is sunny in Lisbon.',
      totals: { llmCalls: 2, toolCalls: 2, errors: 1, inputTokens: 2400, outputTokens: 68 },
    });
    expect(spans[3]).toMatchObject({ model: 'gpt-4o-mini-2024-07-18', provider: 'openai', params: { temperature: 0.2 } });
    expect(spans[5]).toMatchObject({ toolArguments: ['Lisbon'], toolResult: { city: 'Lisbon', sky: 'sunny' }, reportedCostUsd: 0.01 });
    // The log came before the root did, and names the trace only.
    expect(spans[0]!.events.map(({ name, attributes }) => [name, attributes['body']])).toEqual([['INFO', 'asking'], ['INFO', 'It is sunny in Lisbon.']]);
  });

  test('Python 0.4.21: the first batch comes without a token and is kept', async () => {
    expect((await replay(open.url, 'agentops-python-0.4.21-without-token')).map(({ status }) => status)).toEqual([200]);
    expect(outline((await readTrace('39008e31c4176922cfc986424f49da74')).spans)).toEqual(['workflow short script ok', '  chain greet ok']);
  });

  test('Python 0.3.26: sessions, agents and events become one trace', async () => {
    const answers = await replay(open.url, 'agentops-python-0.3.26');
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 200, 200, 200]);
    // The client parses the cost as a decimal number and prints it.
    expect(answers.at(-1)!.body).toMatchObject({ status: 'success', token_cost: '0.0004008' });
    const { trace, spans } = await readTrace('616990d10c8b4ae8be6d5668d6834724');
    expect(outline(spans).sort()).toEqual([
      '    llm gpt-4o-mini-2024-07-18 ok',
      '    llm gpt-4o-mini-2024-07-18 ok',
      '  agent forecaster ok',
      '  chain greet ok',
      '  event FileNotFoundError error',
      '  tool get_weather ok',
      'workflow session ok',
    ]);
    expect(trace).toMatchObject({
      sessionId: '616990d1-0c8b-4ae8-be6d-5668d6834724', tags: ['weather', 'demo'], status: 'ok',
      inputText: 'How is the weather in Lisbon?', outputText: 'It is sunny in Lisbon.',
      totals: { llmCalls: 2, toolCalls: 1, errors: 1, inputTokens: 2400, outputTokens: 68 }, durationMs: 4165.638,
    });
    const [first] = spans.filter(({ kind }) => kind === 'llm');
    expect(first).toMatchObject({
      model: 'gpt-4o-mini-2024-07-18', requestModel: 'gpt-4o-mini', params: { temperature: 0.2 },
      outputMessages: [{ role: 'assistant', parts: [{ type: 'tool_call', name: 'get_weather', arguments: { city: 'Lisbon' } }] }],
    });
    expect(spans.find(({ kind }) => kind === 'tool')).toMatchObject({ toolArguments: { city: 'Lisbon' }, toolResult: { city: 'Lisbon', sky: 'sunny' } });
    expect(spans.find(({ kind }) => kind === 'event')).toMatchObject({ error: { type: 'FileNotFoundError' } });
    expect((await call(open.url, 'GET', `/api/sessions/${trace.sessionId}`)).status).toBe(200);
  });

  test('the same events again change nothing', async () => {
    await replay(open.url, 'agentops-python-0.3.26');
    const before = await readTrace('616990d10c8b4ae8be6d5668d6834724');
    await replay(open.url, 'agentops-python-0.3.26');
    const after = await readTrace('616990d10c8b4ae8be6d5668d6834724');
    expect(outline(after.spans)).toEqual(outline(before.spans));
    expect(after.trace).toEqual(before.trace);
  });

  test('npm 0.1.0: agent, model calls and tool, with numbers that came as text', async () => {
    const answers = await replay(open.url, 'agentops-npm-0.1.0');
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([200]));
    const { trace, spans } = await readTrace('04677bde9d41f276a0803473514e86d9');
    expect(outline(spans)).toEqual([
      'other Agent workflow ok', '  agent forecaster ok', '  llm Response ok', '  tool get_weather ok', '  llm Response ok',
    ]);
    expect(trace).toMatchObject({ totals: { llmCalls: 2, toolCalls: 1, inputTokens: 91, outputTokens: 24 }, outputText: 'It is sunny in Lisbon.' });
  });
});

describe('old sessions', () => {
  const SESSION = '9d3c1a52-6f6e-4f6b-9a43-0d6b7c8e9f10';
  const TRACE = SESSION.replaceAll('-', '');
  const KEY = { 'x-agentops-api-key': 'any' };
  const START = '2026-11-23T10:00:00.000000+00:00';
  const session = (fields: object = {}, id = SESSION) => ({ session: { session_id: id, init_timestamp: START, end_timestamp: null, ...fields } });
  const create = async (id = SESSION) => {
    const { body } = await call(open.url, 'POST', '/v2/create_session', { body: session({}, id), headers: KEY });
    return { authorization: `Bearer ${(body as { jwt: string }).jwt}` };
  };

  test('a session runs until it is ended, and its agents end with it', async () => {
    const token = await create();
    await call(open.url, 'POST', '/v2/create_agent', { body: { id: 'a1', name: 'Planner' }, headers: token });
    expect(outline((await readTrace(TRACE)).spans)).toEqual(['workflow session running', '  agent Planner running']);
    const end = { end_timestamp: '2099-11-23T10:00:05+00:00', end_state: 'Fail', end_state_reason: 'out of money' };
    const { body } = await call(open.url, 'POST', '/v2/update_session', { body: session(end), headers: token });
    expect(body).toMatchObject({ status: 'success', token_cost: 'unknown', session_url: `${open.url}/sessions/${SESSION}` });
    const { spans } = await readTrace(TRACE);
    expect(outline(spans)).toEqual(['workflow session error', '  agent Planner ok']);
    expect(spans[0]!.error).toEqual({ type: 'error', message: 'out of money' });
  });

  test('an error stands below the event that caused it; one that names none below its session', async () => {
    const id = '9d3c1a52-6f6e-4f6b-9a43-0d6b7c8e9f11';
    const token = await create(id);
    const error = { event_type: 'errors', error_type: 'ValueError', details: { reason: 'bad' }, timestamp: START };
    const { body } = await call(open.url, 'POST', '/v2/create_events', {
      headers: token,
      body: { events: [
        { ...error, id: 'e1', trigger_event_id: 't1' },
        { ...error, id: 'e2', trigger_event: '' },
        // As 0.3.17 and before write it.
        { ...error, trigger_event_id: 't1', agent_id: '', thread_id: '' },
        { id: 't1', event_type: 'tools', name: 'divide', init_timestamp: START, params: { by: 0 }, agent_id: null },
      ] },
    });
    expect(body).toEqual({ status: 'Success' });
    const { spans } = await readTrace(id.replaceAll('-', ''));
    expect(outline(spans).sort()).toEqual(['    event ValueError error', '    event ValueError error', '  event ValueError error', '  tool divide ok', 'workflow session running']);
    expect(spans.find(({ depth }) => depth === 2)!.error).toEqual({ type: 'ValueError', message: '{"reason":"bad"}' });
  });

  test('a screenshot becomes an artifact', async () => {
    const id = '9d3c1a52-6f6e-4f6b-9a43-0d6b7c8e9f12';
    const screenshot = Buffer.from('89504e470d0a1a0a0000', 'hex').toString('base64');
    await call(open.url, 'POST', '/v2/create_events', { headers: await create(id), body: { events: [{ id: 's1', event_type: 'actions', action_type: 'look', screenshot }] } });
    const look = (await readTrace(id.replaceAll('-', ''))).spans.find(({ name }) => name === 'look')!;
    const [artifact] = JSON.parse(String(look.attributes['heddle.artifacts'])) as { sha256: string; mimeType: string }[];
    expect(artifact!.mimeType).toBe('image/png');
    const bytes = await fetch(`${open.url}/api/artifacts/${artifact!.sha256}`);
    expect(Buffer.from(await bytes.arrayBuffer()).toString('base64')).toBe(screenshot);
  });

  test('a bad event takes no others with it', async () => {
    const id = '9d3c1a52-6f6e-4f6b-9a43-0d6b7c8e9f13';
    const token = await create(id);
    const good = { id: 'g1', event_type: 'actions', action_type: 'go', params: JSON.parse('{"__proto__":{"seen":1},"x":1}') };
    const { status, body } = await call(open.url, 'POST', '/v2/create_events', { headers: token, body: { events: [good, { id: 'b1', event_type: 'films' }, 7] } });
    expect([status, body]).toEqual([200, { status: 'Success', message: expect.stringMatching(/^2 events refused: event_type: .*; it: /) as unknown }]);
    const go = (await readTrace(id.replaceAll('-', ''))).spans.find(({ name }) => name === 'go')!;
    expect(go.input).toEqual({ x: 1 });
  });

  test.each([
    ['/v2/create_session', { session: { session_id: 'mine' } }, 400, 'The body cannot be used: session.session_id: it must be a UUID.'],
    ['/v2/create_session', { session: { session_id: '00000000-0000-0000-0000-000000000000' } }, 400, 'The body cannot be used: session.session_id: it must be a UUID.'],
    ['/v2/create_session', 'no json', 400, 'The body is not JSON.'],
    ['/v2/create_events', { events: [{ id: 'x', event_type: 'actions' }] }, 400, '1 event refused: it names no session (1).'],
    ['/v2/create_agent', { id: 'a', name: 'b' }, 401, 'An agent belongs to the session of its token, and this token names none; create the session again.'],
    ['/v2/unheard_of', {}, 404, 'There is nothing at POST /v2/unheard_of.'],
    ['/v3/auth/token', {}, 400, 'The body cannot be used: api_key: Invalid input: expected string, received undefined.'],
    ['/v4/objects/upload/', { body: 5 }, 400, 'The body cannot be used: body: Invalid input: expected string, received number.'],
    ['/v4/logs/upload/', { body: 'x' }, 400, 'The header Trace-Id is ""; it must be the trace id as a decimal number.'],
  ])('%s refuses %j in the shape that clients read', async (path, body, status, message) => {
    const answer = await call(open.url, 'POST', path, { body, headers: KEY });
    expect([answer.status, answer.body]).toEqual([status, { error: message, message }]);
  });
});

describe('tokens and keys', () => {
  test('without a key of the server, any API key opens the default project', async () => {
    const { body } = await call(open.url, 'POST', '/v3/auth/token', { body: { api_key: 'anything' } });
    expect(body).toMatchObject({ project_id: 'default', project_prem_status: 'pro' });
    const headers = { authorization: `Bearer ${(body as { token: string }).token}` };
    expect(await call(open.url, 'GET', '/v3/auth/token', { headers })).toMatchObject({ status: 200, body: { payload: { project_id: 'default' } } });
    expect((await call(open.url, 'GET', '/v3/auth/token', { headers: { authorization: 'Bearer x.y.z' } })).status).toBe(401);
  });

  test('with one, only that key gets a token, and the token opens intake but not the query API', async () => {
    const refused = await call(keyed.url, 'POST', '/v3/auth/token', { body: { api_key: 'another' } });
    expect([refused.status, refused.body]).toEqual([403, expect.objectContaining({ error: 'This server does not know the API key; use its access key.' })]);
    const { body } = await call(keyed.url, 'POST', '/v3/auth/token', { body: { api_key: ACCESS_KEY } });
    const headers = { authorization: `Bearer ${(body as { token: string }).token}` };
    expect((await call(keyed.url, 'POST', '/v1/traces', { body: {}, headers })).status).toBe(200);
    expect((await call(keyed.url, 'GET', '/public/v1/project', { headers })).status).toBe(200);
    expect((await call(keyed.url, 'GET', '/api/sessions', { headers })).status).toBe(401);
    for (const path of ['/v1/traces', '/v2/create_events', '/v4/objects/upload/']) {
      expect((await call(keyed.url, 'POST', path, { body: {} })).status).toBe(401);
    }
  });

  test('old clients show the key in a header', async () => {
    const body = { session: { session_id: '9d3c1a52-6f6e-4f6b-9a43-0d6b7c8e9f14' } };
    expect((await call(keyed.url, 'POST', '/v2/create_session', { body, headers: { 'x-agentops-api-key': 'another' } })).status).toBe(401);
    expect((await call(keyed.url, 'POST', '/v2/create_session', { body, headers: { 'x-agentops-api-key': ACCESS_KEY } })).status).toBe(200);
  });

  test('a token of another server is none', async () => {
    const { body } = await call(open.url, 'POST', '/v3/auth/token', { body: { api_key: ACCESS_KEY } });
    const headers = { authorization: `Bearer ${(body as { token: string }).token}` };
    expect((await call(keyed.url, 'POST', '/v1/traces', { body: {}, headers })).status).toBe(401);
  });
});

describe('the public read API', () => {
  test('gives traces, spans and their figures', async () => {
    await replay(open.url, 'agentops-python-0.4.21');
    const traceId = '60c32793376e01ebfe9ecba1fbc00731';
    const { body: trace } = await call(open.url, 'GET', `/public/v1/traces/${traceId}`);
    expect(trace).toMatchObject({ trace_id: traceId, project_id: 'default', tags: ['weather', 'demo'] });
    const spans = (trace as { spans: { span_id: string; span_name: string; duration: number; status_code: string }[] }).spans;
    expect(spans).toHaveLength(8);
    expect(spans[6]).toMatchObject({ span_name: 'broken.tool', status_code: 'ERROR' });
    const model = spans[3]!;
    expect((await call(open.url, 'GET', `/public/v1/spans/${model.span_id}`)).body).toMatchObject({
      span_id: model.span_id, trace_id: traceId, attributes: { gen_ai: { usage: { prompt_tokens: 1200 } } },
    });
    expect((await call(open.url, 'GET', `/public/v1/spans/${model.span_id}/metrics`)).body).toMatchObject({
      prompt_tokens: 1200, completion_tokens: 34, total_tokens: 1234, prompt_cost: '0.0001800', completion_cost: '0.0000204', total_cost: '0.0002004',
    });
    expect((await call(open.url, 'GET', `/public/v1/traces/${traceId}/metrics`)).body).toMatchObject({
      span_count: 8, success_count: 7, fail_count: 1, prompt_tokens: 2400, completion_tokens: 68, total_cost: '0.0104008',
    });
  });

  test('what is not there is not found', async () => {
    for (const path of ['/traces/1', `/traces/${'d'.repeat(32)}`, '/spans/1', `/spans/${'d'.repeat(16)}/metrics`, '/agents']) {
      expect((await call(open.url, 'GET', `/public/v1${path}`)).status).toBe(404);
    }
  });
});

test('an uploaded object is an artifact', async () => {
  const { body } = await call(open.url, 'POST', '/v4/objects/upload/', { body: { body: 'spoken words' } });
  expect(body).toMatchObject({ size: 12 });
  const response = await fetch((body as { url: string }).url);
  expect([await response.text(), response.headers.get('content-type')]).toEqual(['spoken words', 'text/plain; charset=utf-8']);
});

test('the links that clients print lead to our pages', async () => {
  const { headers } = await call(open.url, 'GET', `/sessions?trace_id=${'a'.repeat(32)}`);
  expect(headers.get('location')).toBe(`/traces/${'a'.repeat(32)}`);
  const old = await call(open.url, 'GET', '/drilldown?session_id=9D3C1A52-6f6e-4f6b-9a43-0d6b7c8e9f10');
  expect(old.headers.get('location')).toBe('/sessions/9d3c1a52-6f6e-4f6b-9a43-0d6b7c8e9f10');
  expect((await call(open.url, 'GET', '/sessions?trace_id=//elsewhere.example')).headers.get('location')).toBeNull();
});
