import { expect, test } from 'vitest';
import { fixture } from '../fixture.test.support.js';
import { normaliseSpan } from '../normalise-span.js';

const [call, tool, workflow] = fixture('constructed/traceloop').map((span) => normaliseSpan(span));

test('flattened prompts become messages; numbers may be texts', () => {
  expect(call).toMatchObject({
    kind: 'llm', provider: 'openai', model: 'gpt-4o-2024-08-06', sessionId: 's1', userId: 'u1', params: { top_k: 5 },
    inputMessages: [{ role: 'user', parts: [{ type: 'text', content: 'Hi' }] }],
    outputMessages: [{ role: 'assistant', parts: [{ type: 'tool_call', id: 'c1', name: 'f', arguments: { a: 1 } }], finish_reason: 'tool_calls' }],
    inputTokens: 12, outputTokens: 3, finishReasons: ['tool_calls'],
  });
});

test('a decorated tool shows the arguments it was called with', () => {
  expect(tool).toMatchObject({ kind: 'tool', name: 'load', toolArguments: { path: 'x.csv' }, toolResult: { rows: 3 } });
});

test('a workflow is called by its entity', () => {
  expect(workflow).toMatchObject({ kind: 'workflow', name: 'run', input: { args: ['go'] } });
});
