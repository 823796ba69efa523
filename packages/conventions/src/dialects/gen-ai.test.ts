import { expect, test } from 'vitest';
import { fixture } from '../fixture.test.support.js';
import { normaliseSpan } from '../normalise-span.js';

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
