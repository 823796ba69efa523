import type { JsonObject, UnixNano } from '@heddle/model';
import { expect, test } from 'vitest';
import { fixture } from '../fixture.test.support.js';
import { normaliseSpan } from '../normalise-span.js';
import { rawSpan } from '../raw-span.test.support.js';

const [latest, legacy, code, protocol, agent, memory, unknown] = fixture('constructed/gen-ai').map((span) => normaliseSpan(span));

test('1.41 and 0.1.0: everything in attributes', () => {
  expect(latest).toMatchObject({
    kind: 'llm', name: 'chat gpt-4o', model: 'gpt-4o-2024-08-06', requestModel: 'gpt-4o', provider: 'openai', sessionId: 'conv', systemText: 'Be kind.',
    inputMessages: [{ role: 'user', parts: [{ type: 'text', content: 'Hi' }] }],
    outputMessages: [{
      role: 'assistant', finish_reason: 'tool_call',
      parts: [{ type: 'reasoning', content: 'hm' }, { type: 'tool_call', id: 'c', name: 'f', arguments: { a: 1 } }],
    }],
    inputTokens: 100, outputTokens: 20, cacheReadTokens: 60, cacheWriteTokens: 10, reasoningTokens: 5, timeToFirstTokenMs: 250,
  });
});

test('1.36: messages in events, and the kind known by the model and the usage', () => {
  expect(legacy).toMatchObject({
    kind: 'llm', systemText: 'Be kind.', finishReasons: ['stop'],
    inputMessages: [{ role: 'system', parts: [{ type: 'text', content: 'Be kind.' }] }, { role: 'user', parts: [{ type: 'text', content: 'Hi' }] }],
    outputMessages: [{ role: 'assistant', finish_reason: 'stop', parts: [{ type: 'text', content: 'Hello' }] }],
  });
});

test('a tool that runs code is code', () => {
  expect(code).toMatchObject({ kind: 'code', code: { source: 'print(1)', language: 'python', output: '1\n', status: 'ok' } });
});

test('a tool over MCP is a tool; its transport session is no session', () => {
  expect(protocol).toMatchObject({ kind: 'tool', name: 'search', toolArguments: { q: 'x' }, sessionId: null });
});

test('an agent is named by its span when by nothing else', () => {
  expect(agent).toMatchObject({ kind: 'agent', name: 'writer', agentName: 'writer' });
});

test('operations on memories are memory', () => {
  expect(memory).toMatchObject({ kind: 'memory' });
});

test('an unknown operation is kept as other, though it has a model', () => {
  expect(unknown).toMatchObject({ kind: 'other', model: 'gpt-4o', inputTokens: 9 });
});

test.each([
  ['acompletion', 'llm'], ['aresponses', 'llm'], ['aembedding', 'embedding'], ['chat.streaming_completions', 'llm'], ['text_completions', 'llm'],
  ['text.streaming_completions', 'llm'], ['acoustics', 'other'],
])('an operation named %s is %s', (operation, kind) => {
  expect(normaliseSpan(rawSpan({ 'gen_ai.operation.name': operation, 'gen_ai.request.model': 'm', 'gen_ai.usage.input_tokens': 1 })).kind).toBe(kind);
});

test('OpenLIT counts the cache of Claude beside the input, and a cost of 0 is one it does not know', () => {
  const call = normaliseSpan(rawSpan({
    'gen_ai.operation.name': 'chat', 'gen_ai.provider.name': 'anthropic', 'gen_ai.request.model': 'claude-sonnet-4-5', 'gen_ai.usage.input_tokens': 1_200,
    'gen_ai.usage.output_tokens': 100, 'gen_ai.usage.cache_read.input_tokens': 1_000, 'gen_ai.usage.cost': 0,
  }, { scope: { name: 'openlit.instrumentation.anthropic', version: '', attributes: {} } }));
  expect(call).toMatchObject({ inputTokens: 2_200, cacheReadTokens: 1_000, usageAdjusted: true, reportedCostUsd: null });
});

function event(name: string, attributes: JsonObject) {
  return { name, time: 1n as UnixNano, attributes };
}

test('Strands writes lists of parts as text; on a tool its events are arguments and result', () => {
  const model = normaliseSpan(rawSpan({ 'gen_ai.operation.name': 'chat', 'gen_ai.system': 'strands-agents' }, { events: [
    event('gen_ai.user.message', { content: '[{"text":"weather?"}]' }),
    event('gen_ai.assistant.message', { content: '[{"toolUse":{"toolUseId":"t1","name":"weather","input":{"city":"Oslo"}}}]' }),
    event('gen_ai.tool.message', { content: '[{"toolResult":{"toolUseId":"t1","status":"success","content":[{"text":"7 degrees"}]}}]' }),
    event('gen_ai.choice', { finish_reason: 'end_turn', message: '[{"text":"It is sunny"}]' }),
  ] }));
  expect(model.inputMessages).toMatchObject([
    { role: 'user', parts: [{ type: 'text', content: 'weather?' }] },
    { role: 'assistant', parts: [{ type: 'tool_call', id: 't1', name: 'weather', arguments: { city: 'Oslo' } }] },
    { role: 'tool', parts: [{ type: 'tool_call_response', id: 't1' }] },
  ]);
  expect(model.outputMessages).toEqual([{ role: 'assistant', parts: [{ type: 'text', content: 'It is sunny' }], finish_reason: 'end_turn' }]);
  const tool = normaliseSpan(rawSpan({ 'gen_ai.operation.name': 'execute_tool', 'gen_ai.tool.name': 'weather' }, { events: [
    event('gen_ai.tool.message', { role: 'tool', content: '{"city":"Oslo"}', id: 't1' }), event('gen_ai.choice', { message: '[{"text":"7 degrees"}]', id: 't1' }),
  ] }));
  expect(tool).toMatchObject({ toolArguments: { city: 'Oslo' }, toolResult: '7 degrees', inputMessages: [], outputMessages: [] });
});

test.each([
  [{ content: '[1, {"a": 2}]' }, [{ role: 'user', parts: [{ type: 'text', content: '[1, {"a": 2}]' }] }]],
  [{ 'gen_ai.system': 'openai' }, []],
])('JSON that a user said stays what was said; an event without content says nothing', (attributes, messages) => {
  const span = normaliseSpan(rawSpan({ 'gen_ai.operation.name': 'chat' }, { events: [event('gen_ai.user.message', attributes)] }));
  expect(span.inputMessages).toEqual(messages);
});

test('a choice without content says why the model stopped', () => {
  const span = normaliseSpan(rawSpan({ 'gen_ai.operation.name': 'chat' }, { events: [event('gen_ai.choice', { index: 0, finish_reason: 'stop' })] }));
  expect(span).toMatchObject({ finishReasons: ['stop'], outputMessages: [{ role: 'assistant', parts: [] }] });
});
