import { expect, test } from 'vitest';
import { fixture } from '../fixture.test.support.js';
import { normaliseSpan } from '../normalise-span.js';

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
