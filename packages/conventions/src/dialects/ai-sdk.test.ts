import { expect, test } from 'vitest';
import { fixture } from '../fixture.test.support.js';
import { normaliseSpan } from '../normalise-span.js';

const [call, root, tool, embedding, genAiStep] = fixture('constructed/ai-sdk').map((span) => normaliseSpan(span));

test('version 5 with Anthropic counts the cache beside the input: it is added', () => {
  expect(call).toMatchObject({
    kind: 'llm', name: 'weather', provider: 'anthropic', model: 'claude-sonnet-4-5-20250929', requestModel: 'claude-sonnet-4-5',
    sessionId: 's1', userId: 'u1', tags: ['x'], params: { maxRetries: 2 },
    inputMessages: [{ role: 'user', parts: [{ type: 'text', content: 'Weather?' }] }],
    outputMessages: [{ role: 'assistant', parts: [{ type: 'tool_call', id: 't1', name: 'weather', arguments: { city: 'Oslo' } }] }],
    inputTokens: 100, outputTokens: 5, cacheReadTokens: 90, usageAdjusted: true, finishReasons: ['tool-calls'], timeToFirstTokenMs: 120.5,
  });
});

test('the root is an agent with its prompt', () => {
  expect(root).toMatchObject({
    kind: 'agent', agentName: 'weather', systemText: 'Be kind.', inputTokens: 30,
    outputMessages: [{ role: 'assistant', parts: [{ type: 'text', content: 'Sunny.' }] }],
  });
});

test('a tool call has its arguments and result', () => {
  expect(tool).toMatchObject({ kind: 'tool', name: 'weather', toolCallId: 't1', toolArguments: { city: 'Oslo' }, toolResult: { degrees: 7 } });
});

test('an embedding has its texts and tokens', () => {
  expect(embedding).toMatchObject({ kind: 'embedding', input: ['a', 'b'], inputTokens: 4 });
});

test('version 7 names the session in its context', () => {
  expect(genAiStep).toMatchObject({ kind: 'step', sessionId: 's2' });
});
