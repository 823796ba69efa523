import { expect, test } from 'vitest';
import { fixture } from '../fixture.test.support.js';
import { normaliseSpan } from '../normalise-span.js';

const [call, tool] = fixture('constructed/google-adk').map((span) => normaliseSpan(span));

test('facts come out of the request and the answer; thoughts are added to the output', () => {
  expect(call).toMatchObject({
    kind: 'llm', provider: null, model: 'gemini-2.5-flash', sessionId: 's', systemText: 'Be kind.',
    inputMessages: [{ role: 'user', parts: [{ type: 'text', content: 'Hi' }] }],
    outputMessages: [{ role: 'assistant', parts: [{ type: 'reasoning', content: 'thinking' }, { type: 'tool_call', name: 'roll', arguments: { sides: 6 } }] }],
    inputTokens: 50, outputTokens: 10, cacheReadTokens: 20, reasoningTokens: 3, finishReasons: ['STOP'],
  });
});

test('empty objects stand for nothing', () => {
  expect(tool).toMatchObject({ kind: 'tool', name: 'roll', toolArguments: { sides: 6 }, toolResult: { result: 4 }, inputMessages: [] });
});
