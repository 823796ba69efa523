import { ExportResultCode } from '@opentelemetry/core';
import { BasicTracerProvider, type ReadableSpan } from '@opentelemetry/sdk-trace-base';
import type { HeddleEvent } from '@heddle/model';
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { resourceFromAttributes } from '@opentelemetry/resources';
import { afterEach, beforeAll, expect, test } from 'vitest';
import { spansOfEvents } from '../encoding/spans-of-events.js';
import { createFileJournals } from '../journal/file-journal.js';
import type { BackendConfig } from './backend-config.js';
import { createSpanProcessors } from './create-span-processors.js';
import { listenGrpc, listenHttp } from './loopback-backend.test.support.js';

let session: readonly ReadableSpan[];
const closing: (() => void)[] = [];
beforeAll(async () => {
  const events: HeddleEvent[] = [];
  const fixtures = dirname(fileURLToPath(new URL('../../fixtures/seattle-session.jsonl', import.meta.url)));
  for await (const event of createFileJournals(fixtures).open('seattle-session').read()) events.push(event);
  session = spansOfEvents(events, resourceFromAttributes({ 'service.name': 'seattle-rain' }));
});
afterEach(() => closing.splice(0).forEach((close) => close()));

async function backend(...args: Parameters<typeof listenHttp>) {
  const server = await listenHttp(...args);
  closing.push(server.close);
  return server;
}

/** Sends the recorded session to backends, as a runtime does, and waits until it is sent or given up. */
async function send(backends: readonly BackendConfig[], spans = session): Promise<string[]> {
  const warnings: string[] = [];
  const processors = createSpanProcessors(backends, { warn: (message) => warnings.push(message) });
  for (const processor of processors) for (const span of spans) processor.onEnd(span);
  await Promise.all(processors.map(async (processor) => {
    await processor.forceFlush();
    await processor.shutdown();
  }));
  return warnings;
}

test('OTLP over HTTP gets every span with its attributes, and the headers it was configured with', async () => {
  const server = await backend();
  const warnings = await send([{ kind: 'otlp-http', url: `${server.url}/v1/traces`, headers: { 'x-team': 'rain' } }]);
  expect(warnings).toEqual([]);
  expect(server.requests[0]).toMatchObject({ path: '/v1/traces', headers: { 'x-team': 'rain', 'content-type': 'application/x-protobuf', 'content-encoding': 'gzip' } });
  expect(server.spans().map((span) => span.name).toSorted()).toEqual(session.map((span) => span.name).toSorted());
  expect(server.spans()[0]).toMatchObject({ ended: true, attributes: { 'heddle.kind': 'round' }, resource: { 'service.name': 'seattle-rain' } });
});

test('OTLP over gRPC gets every span, and the headers as metadata', async () => {
  const server = await listenGrpc();
  closing.push(server.close);
  const warnings = await send([{ kind: 'otlp-grpc', url: server.url, headers: { authorization: 'Bearer k' } }]);
  expect(warnings).toEqual([]);
  expect(server.spans().map((span) => span.name).toSorted()).toEqual(session.map((span) => span.name).toSorted());
  expect(server.metadata().get('authorization')).toEqual(['Bearer k']);
});

test('headers in the environment, meant for another backend, are not sent along', async () => {
  const server = await backend();
  const grpc = await listenGrpc();
  closing.push(grpc.close);
  process.env['OTEL_EXPORTER_OTLP_HEADERS'] = 'x-secret=other';
  try {
    await send([{ kind: 'otlp-http', url: `${server.url}/v1/traces` }, { kind: 'otlp-grpc', url: grpc.url }]);
  } finally {
    delete process.env['OTEL_EXPORTER_OTLP_HEADERS'];
  }
  expect(server.requests[0]?.headers['x-secret']).toBeUndefined();
  expect(grpc.metadata().get('x-secret')).toEqual([]);
});

/** AgentOps' two addresses on one server. `tokens` are handed out in order; only the last is taken. */
async function agentOps(tokens: readonly string[], exchange: () => Promise<void> = async () => {}) {
  const left = [...tokens];
  return await backend(async ({ path, headers }) => {
    if (path !== '/v3/auth/token') return { status: headers.authorization === `Bearer ${tokens.at(-1)}` ? 200 : 401 };
    await exchange();
    const token = left.shift();
    return token === undefined ? { status: 403, body: '{"error":"Invalid API key"}' } : { status: 200, body: JSON.stringify({ token, project_id: 'p', project_prem_status: 'pro' }) };
  });
}

function agentOpsConfig(url: string): BackendConfig {
  return { kind: 'agentops', apiKey: 'key-1', apiUrl: url, exporterUrl: `${url}/v1/traces` };
}

test('AgentOps gets no span before the token is there, and then all of them in its own words', async () => {
  let release!: () => void;
  const held = new Promise<void>((resolve) => (release = resolve));
  const server = await agentOps(['t1'], () => held);
  const sending = send([agentOpsConfig(server.url)]);
  await expect.poll(() => server.requests.length).toBe(1);
  expect(server.requests[0]).toMatchObject({ path: '/v3/auth/token' });
  expect(JSON.parse(server.requests[0]!.body.toString())).toEqual({ api_key: 'key-1' });
  release();
  expect(await sending).toEqual([]);
  expect(server.requests.map(({ path }) => path)).toEqual(['/v3/auth/token', '/v1/traces']);
  expect(server.spans()).toHaveLength(session.length);
  const byKind = (kind: string) => server.spans().find((span) => span.attributes['agentops.span.kind'] === kind);
  expect(byKind('session')).toMatchObject({ attributes: { 'agentops.session.end_state': 'Success', 'agentops.tags': ['demo'], 'agentops.entity.input': expect.stringContaining('unusual rain') } });
  expect(byKind('llm')?.attributes).toMatchObject({
    'gen_ai.system': 'scripted', 'gen_ai.prompt.0.role': 'system', 'gen_ai.completion.0.role': 'assistant', 'gen_ai.completion.0.content': expect.stringContaining('thought'),
  });
  expect(byKind('tool')).toMatchObject({ name: 'weather.load.tool', attributes: { 'tool.name': 'weather.load', 'tool.status': 'failed', 'agentops.tool.input': '{"years":"2012-2016"}' } });
});

test('a token that ran out is renewed, and the same spans are sent again', async () => {
  const server = await agentOps(['old', 'new']);
  expect(await send([agentOpsConfig(server.url)])).toEqual([]);
  expect(server.requests.map(({ path }) => path)).toEqual(['/v3/auth/token', '/v1/traces', '/v3/auth/token', '/v1/traces']);
  expect(server.spans()).toHaveLength(session.length);
});

test('an API key that is not taken is said once, without the key', async () => {
  const server = await agentOps([]);
  const [warning, ...more] = await send([agentOpsConfig(server.url)]);
  expect(warning).toContain('AgentOps did not take the API key (HTTP 403)');
  expect(warning).not.toContain('key-1');
  expect(more).toEqual([]);
});

test('Langfuse gets its keys and its attributes; each token stands in one bucket', async () => {
  const server = await backend();
  const tracer = tracerFor({ kind: 'langfuse', publicKey: 'pk', secretKey: 'sk', url: `${server.url}/` });
  tracer.span('chat m-1', {
    'heddle.kind': 'llm', 'gen_ai.operation.name': 'chat', 'gen_ai.provider.name': 'acme', 'gen_ai.request.model': 'm-1', 'gen_ai.usage.input_tokens': 100,
    'gen_ai.usage.cache_read.input_tokens': 60, 'gen_ai.usage.output_tokens': 30, 'gen_ai.usage.reasoning.output_tokens': 20, 'heddle.cost_usd': 0.5,
    'gen_ai.system_instructions': '[{"type":"text","content":"Be brief."}]', 'gen_ai.input.messages': '[{"role":"user","parts":[{"type":"text","content":"Hi"}]}]',
  });
  await tracer.close();
  expect(server.requests[0]).toMatchObject({ path: '/api/public/otel/v1/traces', headers: { authorization: `Basic ${Buffer.from('pk:sk').toString('base64')}` } });
  expect(server.spans()[0]?.attributes).toMatchObject({
    'langfuse.observation.type': 'generation', 'langfuse.observation.model.name': 'm-1',
    'langfuse.observation.input': '[{"role":"system","content":"Be brief."},{"role":"user","content":"Hi"}]',
    'langfuse.observation.usage_details': '{"input":40,"input_cached_tokens":60,"output":10,"output_reasoning_tokens":20}',
    'langfuse.observation.cost_details': '{"total":0.5}',
  });
});

test('Langfuse sees failures, and the round as the trace', async () => {
  const server = await backend();
  await send([{ kind: 'langfuse', publicKey: 'pk', secretKey: 'sk', url: server.url }]);
  const failed = server.spans().find((span) => span.attributes['langfuse.observation.level'] === 'ERROR');
  expect(failed?.attributes['langfuse.observation.status_message']).toContain('expected array');
  expect(server.spans().filter((span) => 'langfuse.trace.name' in span.attributes)).toHaveLength(2);
});

test('Phoenix gets OpenInference attributes, its project and its key', async () => {
  const server = await backend();
  await send([{ kind: 'phoenix', url: server.url, apiKey: 'px', project: 'rain' }]);
  expect(server.requests[0]).toMatchObject({ path: '/v1/traces', headers: { authorization: 'Bearer px' } });
  expect(server.spans()[0]).toMatchObject({ resource: { 'service.name': 'seattle-rain', 'openinference.project.name': 'rain' } });
  const kinds = server.spans().map((span) => span.attributes['openinference.span.kind']);
  expect(new Set(kinds)).toEqual(new Set(['CHAIN', 'AGENT', 'LLM', 'TOOL']));
  expect(server.spans().find((span) => span.attributes['openinference.span.kind'] === 'LLM')?.attributes).toMatchObject({
    'llm.model_name': 'scripted', 'llm.input_messages.0.message.role': 'system', 'llm.output_messages.0.message.content': expect.stringContaining('thought'),
  });
});

test('the console gets one line a span, and no control characters whatever a tool said', async () => {
  const lines: string[] = [];
  await send([{ kind: 'console', write: (line) => lines.push(line) }]);
  expect(lines).toHaveLength(session.length);
  expect(lines.find((line) => line.includes('weather.load  '))).toMatch(/^error  tool {7}weather\.load  \d+ ms  \{"years":"2012-2016"\} → InvalidArguments: /);
  const hostile = tracerFor({ kind: 'console', write: (line) => lines.push(line) });
  hostile.span('execute_tool x', { 'heddle.kind': 'tool', 'gen_ai.tool.name': 'x\u001b[2J\n', 'gen_ai.tool.call.result': '"\u001b]0;owned\u0007"' });
  await hostile.close();
  // eslint-disable-next-line no-control-regex
  expect(lines.at(-1)).not.toMatch(/[\u0000-\u001f]/);
});

test('several backends at once: one that is down takes nothing from the others', async () => {
  const one = await backend();
  const two = await backend();
  const warnings = await send([
    { kind: 'otlp-http', url: `${one.url}/v1/traces` },
    { kind: 'otlp-http', url: 'http://127.0.0.1:1/v1/traces' },
    { kind: 'exporter', name: 'mine', exporter: { export: () => { throw new Error('broken'); }, shutdown: async () => {} } },
    { kind: 'phoenix', url: two.url },
  ]);
  expect(one.spans()).toHaveLength(session.length);
  expect(two.spans()).toHaveLength(session.length);
  expect(warnings.toSorted()).toEqual([
    expect.stringContaining('did not reach http://127.0.0.1:1/v1/traces'),
    expect.stringContaining('did not reach mine: broken'),
  ]);
});

test('other backends get ended spans only', async () => {
  const server = await backend();
  const [processor] = createSpanProcessors([{ kind: 'otlp-http', url: `${server.url}/v1/traces` }]);
  const tracer = new BasicTracerProvider({ spanProcessors: [processor!] }).getTracer('test');
  tracer.startSpan('open');
  tracer.startSpan('done').end();
  processor!.onEnd({ ...session[0]!, ended: false });
  await processor!.forceFlush();
  expect(server.spans().map((span) => span.name)).toEqual(['done']);
  await processor!.shutdown();
});

test('spans a backend will never take are not sent to it again and again', async () => {
  const server = await backend(() => ({ status: 400, body: 'no' }));
  const [warning] = await send([{ kind: 'otlp-http', url: `${server.url}/v1/traces` }]);
  expect(server.requests).toHaveLength(1);
  expect(warning).toContain('the server answered 400: no');
});

test('spans that a backend takes not, in an answer of 200, are said', async () => {
  // ExportTraceServiceResponse { partial_success: { rejected_spans: 3, error_message: "old" } }
  const server = await backend(() => ({ status: 200, body: Buffer.from([0x0a, 0x07, 0x08, 0x03, 0x12, 0x03, 0x6f, 0x6c, 0x64]) }));
  expect(await send([{ kind: 'otlp-http', url: `${server.url}/v1/traces` }])).toEqual([`${server.url}/v1/traces took 3 spans not: old`]);
});

test('a redirect is not followed: it would lead prompts and keys elsewhere', async () => {
  const elsewhere = await backend();
  const server = await backend(() => ({ status: 307, location: `${elsewhere.url}/v1/traces` }));
  await send([{ kind: 'otlp-http', url: `${server.url}/v1/traces` }]);
  expect(elsewhere.requests).toEqual([]);
  expect(server.requests).toHaveLength(1);
});

test('an exporter of your own gets the spans', async () => {
  const names: string[] = [];
  await send([{
    kind: 'exporter',
    exporter: { export: (spans, done) => (names.push(...spans.map((span) => span.name)), done({ code: ExportResultCode.SUCCESS })), shutdown: async () => {} },
  }]);
  expect(names).toHaveLength(session.length);
});

test.each<[BackendConfig, string]>([
  [{ kind: 'otlp-http', url: 'localhost:4318' }, 'The otlp-http backend has the url "localhost:4318", which is no address.'],
  [{ kind: 'otlp-grpc', url: '' }, 'The otlp-grpc backend has the url "", which is no address.'],
  [{ kind: 'phoenix', url: 'http://ada:pw@x' }, 'The url of the phoenix backend holds a user name or password.'],
  [{ kind: 'langfuse', publicKey: 'pk', secretKey: 'sk secret' }, 'The langfuse backend has an empty secretKey, or one with spaces'],
  [{ kind: 'agentops', apiKey: '' }, 'The agentops backend has an empty apiKey'],
  [{ kind: 'otlp-http', url: 'http://x', headers: { a: 'b\r\nc: d' } }, 'The header "a" of the otlp-http backend cannot be sent.'],
])('a wrong backend is refused with a sentence: %j', (backendConfig, message) => {
  expect(() => createSpanProcessors([backendConfig])).toThrow(message);
});

/** Sends single spans to one backend. */
function tracerFor(config: BackendConfig) {
  const [processor] = createSpanProcessors([config]);
  const tracer = new BasicTracerProvider({ spanProcessors: [processor!] }).getTracer('heddle');
  return {
    span: (name: string, attributes: Record<string, string | number>) => tracer.startSpan(name, { attributes, root: true }).end(),
    close: () => processor!.shutdown(),
  };
}
