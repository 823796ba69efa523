import { expect, test } from 'vitest';
import { fixture } from '../fixture.test.support.js';
import { normaliseSpan } from '../normalise-span.js';
import { rawSpan } from '../raw-span.test.support.js';

const [generation, tool, oldGeneration] = fixture('constructed/langfuse').map((span) => normaliseSpan(span));

test('buckets of usage are exclusive and are added up; a reported cost stays beside ours', () => {
  expect(generation).toMatchObject({
    kind: 'llm', model: 'claude-sonnet-4-5', params: { temperature: 0.2 }, sessionId: 'ses-1', userId: 'u-1', tags: ['a', 'b'],
    inputMessages: [{ role: 'user', parts: [{ type: 'text', content: 'Hi' }] }],
    outputMessages: [{ role: 'assistant', parts: [{ type: 'text', content: 'Hello' }] }],
    inputTokens: 100, outputTokens: 10, cacheReadTokens: 90, reasoningTokens: 6, usageAdjusted: true,
    reportedCostUsd: 0.3, timeToFirstTokenMs: 250, metadata: { region: 'eu' }, environment: 'prod',
  });
});

test('a level of ERROR fails a span whose status is unset', () => {
  expect(tool).toMatchObject({
    kind: 'tool', name: 'fetch', toolArguments: { url: 'x' }, status: 'error', error: { message: 'no route' },
  });
});

test('a span with a model is a generation of an older SDK', () => {
  expect(oldGeneration).toMatchObject({ kind: 'llm', model: 'gpt-4o' });
});

test.each([
  '{"question":"Which?","options":["a","b"],"answer":"a"}', '{"text":"great film","sentiment":"positive"}', '{"choices":["red","blue"],"winner":"red"}',
  '{"message":"done","status":"ok"}', '["red","blue"]', 'plain',
])('an answer that is JSON is what was said: %s', (text) => {
  const span = normaliseSpan(rawSpan({ 'langfuse.observation.type': 'generation', 'langfuse.observation.input': text, 'langfuse.observation.output': text }));
  expect(span.inputMessages).toEqual([{ role: 'user', parts: [{ type: 'text', content: text }] }]);
  expect(span.outputMessages).toEqual([{ role: 'assistant', parts: [{ type: 'text', content: text }] }]);
  expect(span.contentTruncated).toBe(false);
});

function used(details: object) {
  return normaliseSpan(rawSpan({ 'langfuse.observation.type': 'generation', 'langfuse.observation.usage_details': JSON.stringify(details) }));
}

test.each([['{"text":"Say hi"}', 'Say hi'], ['{"prompts":["Say hi"]}', 'Say hi'], ['{"content":"hello","model":"x"}', 'hello']])('what only wraps a text is taken off: %s', (sent, content) => {
  const span = normaliseSpan(rawSpan({ 'langfuse.observation.type': 'generation', 'langfuse.observation.input': sent }));
  expect(span.inputMessages).toEqual([{ role: 'user', parts: [{ type: 'text', content }] }]);
});

test('usage as OpenAI says it has its details below: the cache is within the input', () => {
  const expected = { inputTokens: 1_000, outputTokens: 100, cacheReadTokens: 800, reasoningTokens: 64, usageAdjusted: false };
  expect(used({ prompt_tokens: 1_000, completion_tokens: 100, prompt_tokens_details: { cached_tokens: 800 }, completion_tokens_details: { reasoning_tokens: 64 } })).toMatchObject(expected);
  expect(used({ input_tokens: 1_000, output_tokens: 100, input_tokens_details: { cached_tokens: 800 }, output_tokens_details: { reasoning_tokens: 64 } })).toMatchObject(expected);
});
