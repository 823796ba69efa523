import { messageText, type JsonValue, type UnixNano } from '@heddle/model';
import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { arbitrarySpan, attributeValue } from './arbitrary-span.test.support.js';
import { normaliseSpan } from './normalise-span.js';
import { PRICE_TABLE_VERSION } from './prices/price-table-version.js';
import { rawSpan } from './raw-span.test.support.js';

test('never throws, and what it gives can be written as JSON', () => {
  fc.assert(fc.property(arbitrarySpan, (span) => {
    JSON.stringify(normaliseSpan(span));
  }), { numRuns: 1_000 });
});

test('gives the same record for the same span', () => {
  fc.assert(fc.property(arbitrarySpan, (span) => {
    expect(normaliseSpan(span)).toEqual(normaliseSpan(span));
  }), { numRuns: 300 });
});

test('lets no span reach a prototype', () => {
  fc.assert(fc.property(arbitrarySpan, (span) => {
    const { attributes: _raw, events: _events, resource: _resource, ...read } = normaliseSpan(span);
    expect(({} as Record<string, unknown>)['polluted']).toBeUndefined();
    expect(ownProtoPaths(read as unknown as JsonValue)).toEqual([]);
  }), { numRuns: 1_000 });
});

test('a message survives whatever stands beside it', () => {
  const good = { role: 'user', parts: [{ type: 'text', content: 'I was here' }] };
  fc.assert(fc.property(fc.array(attributeValue, { maxLength: 4 }), fc.array(attributeValue, { maxLength: 4 }), fc.boolean(), (before, after, asText) => {
    const messages = [...before, good, ...after];
    const span = normaliseSpan(rawSpan({ 'gen_ai.operation.name': 'chat', 'gen_ai.input.messages': asText ? JSON.stringify(messages) : messages }));
    expect(span.inputMessages.map(messageText)).toContain('I was here');
  }), { numRuns: 1_000 });
});

test('a flattened list costs nothing beyond 1,000 items, and keeps those within', () => {
  const span = normaliseSpan(rawSpan({
    'llm.input_messages.0.message.content': 'first',
    'llm.input_messages.999.message.content': 'last',
    'llm.input_messages.1000.message.content': 'beyond',
    'llm.input_messages.4294967294.message.content': 'far beyond',
    'openinference.span.kind': 'LLM',
  }));
  expect(span.inputMessages.map(messageText)).toEqual(['first', 'last']);
});

test('nesting that would overflow the stack is cut', () => {
  const deep = '['.repeat(50_000) + ']'.repeat(50_000);
  const span = normaliseSpan(rawSpan({ 'gen_ai.operation.name': 'execute_tool', 'gen_ai.tool.call.arguments': deep }));
  expect(() => JSON.stringify(span.toolArguments)).not.toThrow();
});

test('JSON that a length limit cut off is kept as text and said to be cut', () => {
  const span = normaliseSpan(rawSpan({ 'gen_ai.operation.name': 'chat', 'gen_ai.input.messages': '[{"role":"user","parts":[{"ty' }));
  expect(span).toMatchObject({ contentTruncated: true, inputMessages: [{ role: 'user', parts: [{ type: 'text', content: '[{"role":"user","parts":[{"ty' }] }] });
});

test('cache tokens beyond the input were counted beside it', () => {
  const span = normaliseSpan(rawSpan({
    'gen_ai.operation.name': 'chat', 'gen_ai.usage.input_tokens': 10, 'gen_ai.usage.cache_read.input_tokens': 100, 'gen_ai.usage.cache_creation.input_tokens': 20,
  }));
  expect(span).toMatchObject({ inputTokens: 130, usageAdjusted: true });
});

test('a part whose whole was not sent makes no whole of it', () => {
  const span = normaliseSpan(rawSpan({ 'gen_ai.operation.name': 'agent_step', 'ai.usage.outputTokenDetails.reasoningTokens': 5 }));
  expect(span).toMatchObject({ reasoningTokens: 5, outputTokens: null, usageAdjusted: false });
});

test('what the sender reports and what the table says stand side by side', () => {
  const used = { 'gen_ai.operation.name': 'chat', 'gen_ai.provider.name': 'openai', 'gen_ai.usage.input_tokens': 1_000_000, 'gen_ai.usage.output_tokens': 0 };
  expect(normaliseSpan(rawSpan({ ...used, 'gen_ai.request.model': 'gpt-4o', 'gen_ai.usage.cost': 9 }))).toMatchObject({ reportedCostUsd: 9, computedCostUsd: 2.5, priceTable: PRICE_TABLE_VERSION });
  expect(normaliseSpan(rawSpan({ ...used, 'gen_ai.request.model': 'nobody-knows' }))).toMatchObject({ reportedCostUsd: null, computedCostUsd: null, priceTable: null });
  const overridden = normaliseSpan(rawSpan({ ...used, 'gen_ai.request.model': 'nobody-knows' }), { priceOverrides: [{ model: 'nobody-*', inputUsdPerMillion: 3, outputUsdPerMillion: 0 }] });
  expect(overridden).toMatchObject({ computedCostUsd: 3, priceTable: expect.stringMatching(/^own-/) });
});

test.each([
  ['OpenAI', 'openai'], ['openai.responses', 'openai'], ['google.generative-ai', 'gcp.gemini'], ['vertex_ai', 'gcp.vertex_ai'], ['amazon-bedrock', 'aws.bedrock'],
  ['xai', 'x_ai'], ['az.ai.openai', 'azure.ai.openai'], ['mistralai', 'mistral_ai'], ['Langchain', null], ['ollama', 'ollama'],
])('provider %s is %s', (sent, provider) => {
  expect(normaliseSpan(rawSpan({ 'gen_ai.system': sent })).provider).toBe(provider);
});

test('an error has the type and the words that the sender gave', () => {
  const exception = { name: 'exception', time: 0n as UnixNano, attributes: { 'exception.type': 'TimeoutError', 'exception.message': 'too slow' } };
  expect(normaliseSpan(rawSpan({}, { statusCode: 2, events: [exception] })).error).toEqual({ type: 'TimeoutError', message: 'too slow' });
  expect(normaliseSpan(rawSpan({ 'error.type': '429' }, { statusMessage: 'slow down' })).error).toEqual({ type: '429', message: 'slow down' });
  expect(normaliseSpan(rawSpan({}, { events: [exception] }))).toMatchObject({ status: 'ok', error: null });
});

test('a span without an end runs, unless it has a status', () => {
  expect(normaliseSpan(rawSpan({}, { endTime: 0n as UnixNano })).status).toBe('running');
  expect(normaliseSpan(rawSpan({}, { endTime: 0n as UnixNano, statusCode: 1 }))).toMatchObject({ status: 'ok', durationMs: null });
});

test('durations keep microseconds; an end before the start is the start', () => {
  const start = 1_790_000_000_000_000_000n;
  expect(normaliseSpan(rawSpan({}, { endTime: (start + 1_234_567n) as UnixNano })).durationMs).toBe(1.234);
  expect(normaliseSpan(rawSpan({}, { endTime: (start - 5n) as UnixNano })).durationMs).toBe(0);
});

function ownProtoPaths(value: JsonValue, path = ''): string[] {
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, inner]) => (key === '__proto__' ? [`${path}.${key}`] : ownProtoPaths(inner as JsonValue, `${path}.${key}`)));
}
