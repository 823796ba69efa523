import { expect, test } from 'vitest';
import { fixture } from '../fixture.test.support.js';
import { normaliseSpan } from '../normalise-span.js';

const [openLit, semanticKernel] = fixture('constructed/openlit').map((span) => normaliseSpan(span));

test('a whole prompt in an event is one message; -1 and empty text are no parameters', () => {
  expect(openLit).toMatchObject({
    kind: 'llm', reportedCostUsd: 0.0001, environment: 'staging', params: {},
    inputMessages: [{ role: 'user', parts: [{ type: 'text', content: 'user: Hi' }] }],
  });
});

test('Semantic Kernel says the prompt as JSON in an event', () => {
  expect(semanticKernel).toMatchObject({
    kind: 'llm', inputTokens: 5,
    inputMessages: [{ role: 'user', parts: [{ type: 'text', content: 'Hi' }] }],
    outputMessages: [{ role: 'assistant', parts: [{ type: 'text', content: 'Hello' }] }],
  });
});
