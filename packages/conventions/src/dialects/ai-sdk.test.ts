import type { JsonObject } from '@heddle/model';
import { expect, test } from 'vitest';
import { fixture } from '../fixture.test.support.js';
import { normaliseSpan } from '../normalise-span.js';
import { rawSpan } from '../raw-span.test.support.js';

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

function version5(attributes: JsonObject) {
  return normaliseSpan(rawSpan({ 'ai.operationId': 'ai.generateText.doGenerate', ...attributes }));
}

test('version 5: a gateway with the counts of OpenAI has the cache of Claude within the input; Bedrock has it beside', () => {
  const usage = { 'ai.usage.inputTokens': 10_000, 'ai.usage.cachedInputTokens': 8_000, 'ai.usage.outputTokens': 100 };
  const openRouter = version5({ ...usage, 'ai.model.provider': 'openrouter', 'ai.model.id': 'anthropic/claude-sonnet-4', 'ai.response.model': 'anthropic/claude-sonnet-4' });
  expect(openRouter).toMatchObject({ inputTokens: 10_000, cacheReadTokens: 8_000, usageAdjusted: false });
  const bedrock = version5({ ...usage, 'ai.model.provider': 'amazon-bedrock', 'ai.model.id': 'us.anthropic.claude-sonnet-4-20250514-v1:0' });
  expect(bedrock).toMatchObject({ inputTokens: 18_000, cacheReadTokens: 8_000, usageAdjusted: true });
});

test('version 5: the thoughts of Gemini are beside the answer when the total says so', () => {
  const gemini = { 'ai.model.provider': 'google.generative-ai', 'ai.model.id': 'gemini-2.5-pro', 'ai.usage.inputTokens': 1_000, 'ai.usage.outputTokens': 100, 'ai.usage.reasoningTokens': 80 };
  expect(version5({ ...gemini, 'ai.usage.totalTokens': 1_180 })).toMatchObject({ outputTokens: 180, reasoningTokens: 80, usageAdjusted: true });
  expect(version5({ ...gemini, 'ai.usage.totalTokens': 1_100 })).toMatchObject({ outputTokens: 100, reasoningTokens: 80, usageAdjusted: false });
});

test('a prompt of model messages is the conversation of the root', () => {
  const prompt = JSON.stringify({ prompt: [{ role: 'user', content: [{ type: 'text', text: 'Hi' }] }] });
  expect(normaliseSpan(rawSpan({ 'ai.operationId': 'ai.generateText', 'ai.prompt': prompt }))).toMatchObject({ inputMessages: [{ role: 'user', parts: [{ type: 'text', content: 'Hi' }] }] });
});
