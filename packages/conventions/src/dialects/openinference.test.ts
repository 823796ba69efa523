import { expect, test } from 'vitest';
import { fixture } from '../fixture.test.support.js';
import { normaliseSpan } from '../normalise-span.js';

const [call, decorated, wrapped, step, retrieval] = fixture('constructed/openinference').map((span) => normaliseSpan(span));

test('flattened messages are put together, pictures and tool calls among them', () => {
  expect(call).toMatchObject({
    kind: 'llm', model: 'gpt-4o-2024-08-06', requestModel: 'gpt-4o', provider: 'openai', params: { temperature: 0.5 },
    systemText: 'Be brief.', sessionId: 's', userId: 'u', tags: ['t1'], reportedCostUsd: 0.002,
    inputMessages: [
      { role: 'system', parts: [{ type: 'text', content: 'Be brief.' }] },
      { role: 'user', parts: [{ type: 'text', content: 'What is this?' }, { type: 'uri', modality: 'image', uri: 'https://example.com/cat.png' }] },
    ],
    outputMessages: [{ role: 'assistant', parts: [{ type: 'tool_call', id: 'call_1', name: 'look', arguments: { at: 'cat' } }] }],
    inputTokens: 100, outputTokens: 20, cacheReadTokens: 64, reasoningTokens: 8,
  });
});

test('arguments are what the function got, not the schema of the tool', () => {
  expect(decorated).toMatchObject({
    kind: 'tool', name: 'visit_webpage', toolArguments: { url: 'https://example.com' }, toolResult: 'the page',
  });
});

test('a tool message of LangChain is unwrapped, and the span names a tool without a name', () => {
  expect(wrapped).toMatchObject({
    kind: 'tool', toolName: 'search', toolArguments: { q: 'x' }, toolResult: 'found it',
  });
});

test('a chain called Step 1 is a step', () => {
  expect(step).toMatchObject({ kind: 'step', input: { task: 'x' } });
});

test('retrieved documents are the output', () => {
  expect(retrieval).toMatchObject({ kind: 'retrieval', input: 'cats', output: [{ id: 'd1', content: 'A cat.', score: 0.9 }] });
});
