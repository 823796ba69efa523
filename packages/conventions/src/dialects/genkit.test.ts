import { expect, test } from 'vitest';
import { normaliseSpan } from '../normalise-span.js';
import { rawSpan } from '../raw-span.test.support.js';

test('usage is in the output, and calls of tools are parts of their own', () => {
  const call = normaliseSpan(rawSpan({
    'genkit:metadata:subtype': 'model', 'genkit:name': 'googleai/gemini-2.5-flash',
    'genkit:input': JSON.stringify({ messages: [
      { role: 'user', content: [{ text: 'Weather?' }] },
      { role: 'model', content: [{ toolRequest: { name: 'weather', ref: 'r1', input: { city: 'Oslo' } } }] },
      { role: 'tool', content: [{ toolResponse: { name: 'weather', ref: 'r1', output: '7 degrees' } }] },
    ], config: { temperature: 0.2 } }),
    'genkit:output': JSON.stringify({ message: { role: 'model', content: [{ text: 'Cold.' }] }, finishReason: 'stop', usage: { inputTokens: 100, outputTokens: 10, thoughtsTokens: 50, cachedContentTokens: 40 } }),
  }));
  expect(call).toMatchObject({
    kind: 'llm', provider: 'gcp.gemini', model: 'gemini-2.5-flash', params: { temperature: 0.2 }, finishReasons: ['stop'],
    inputTokens: 100, outputTokens: 60, cacheReadTokens: 40, reasoningTokens: 50, computedCostUsd: expect.any(Number) as number,
    outputMessages: [{ role: 'assistant', parts: [{ type: 'text', content: 'Cold.' }] }],
  });
  expect(call.inputMessages.map(({ parts }) => parts)).toMatchObject([
    [{ type: 'text', content: 'Weather?' }], [{ type: 'tool_call', id: 'r1', name: 'weather', arguments: { city: 'Oslo' } }],
    [{ type: 'tool_call_response', id: 'r1', response: '7 degrees' }],
  ]);
});
