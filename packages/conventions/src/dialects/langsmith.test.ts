import { expect, test } from 'vitest';
import { fixture } from '../fixture.test.support.js';
import { normaliseSpan } from '../normalise-span.js';

const [call, tool, retriever] = fixture('constructed/langsmith').map((span) => normaliseSpan(span));

test('objects of LangChain become messages; the project is no session, and langchain no provider', () => {
  expect(call).toMatchObject({
    kind: 'llm', provider: 'openai', model: 'gpt-4o', sessionId: 'th', tags: ['a', 'b'], params: { temperature: 0.1 },
    inputMessages: [{ role: 'system', parts: [{ type: 'text', content: 'Be kind.' }] }, { role: 'user', parts: [{ type: 'text', content: 'Hi' }] }],
    outputMessages: [{ role: 'assistant', parts: [{ type: 'text', content: 'Hello' }] }],
    inputTokens: 9, outputTokens: 3, cacheReadTokens: 4, reasoningTokens: 1,
  });
});

test('a tool has its inputs as arguments', () => {
  expect(tool).toMatchObject({ kind: 'tool', name: 'search', toolArguments: { q: 'x' }, toolResult: { output: 'found' } });
});

test('a retriever is one, though its operation says embeddings', () => {
  expect(retriever).toMatchObject({ kind: 'retrieval', input: { query: 'cats' } });
});
