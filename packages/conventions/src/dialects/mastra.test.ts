import { expect, test } from 'vitest';
import { fixture } from '../fixture.test.support.js';
import { normaliseSpan } from '../normalise-span.js';
import { rawSpan } from '../raw-span.test.support.js';

const [call, agent, step, chunk] = fixture('constructed/mastra').map((span) => normaliseSpan(span));

test('the inference is the model call', () => {
  expect(call).toMatchObject({
    kind: 'llm', provider: 'openai', inputTokens: 5, finishReasons: ['stop'], systemText: 'Be kind.', sessionId: 'thread-1', timeToFirstTokenMs: 500,
  });
});

test('an agent has its thread as session', () => {
  expect(agent).toMatchObject({
    kind: 'agent', name: 'helper', input: [{ role: 'user', content: 'Hi' }], output: { text: 'Hello' }, sessionId: 'thread-1', userId: 'u', tags: ['x'],
  });
});

test('a model step is a step', () => {
  expect(step).toMatchObject({ kind: 'step' });
});

test('a chunk is an event', () => {
  expect(chunk).toMatchObject({ kind: 'event' });
});

test('older exporters write input and output without a prefix', () => {
  expect(normaliseSpan(rawSpan({ 'mastra.span.type': 'agent_run', input: 'Hi', output: '{"text":"Hello"}' }))).toMatchObject({ kind: 'agent', input: 'Hi', output: { text: 'Hello' } });
  expect(normaliseSpan(rawSpan({ 'mastra.span.type': 'tool_call', 'gen_ai.tool.input': '{"a":1}', 'gen_ai.tool.output': '2' }))).toMatchObject({ kind: 'tool', toolArguments: { a: 1 }, toolResult: '2' });
});
