import { expect, test } from 'vitest';
import { fixture } from '../fixture.test.support.js';
import { normaliseSpan } from '../normalise-span.js';
import { rawSpan } from '../raw-span.test.support.js';

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

test.each([['1', 200], ['2', 350]])('version %s says an output of %d tokens for an answer of 200 and thoughts of 150', (_, outputTokens) => {
  expect(normaliseSpan(rawSpan({
    'gen_ai.system': 'gcp.vertex.agent', 'gen_ai.usage.output_tokens': outputTokens,
    'gcp.vertex.agent.llm_response': '{"usage_metadata":{"prompt_token_count":100,"candidates_token_count":200,"thoughts_token_count":150}}',
  }, { name: 'call_llm' }))).toMatchObject({ outputTokens: 350, reasoningTokens: 150, usageAdjusted: false });
});

test('calls that were made together have a span that is none of them', () => {
  const merged = { 'gen_ai.operation.name': 'execute_tool', 'gen_ai.tool.name': '(merged tools)', 'gcp.vertex.agent.tool_call_args': 'N/A' };
  expect(normaliseSpan(rawSpan(merged, { name: 'execute_tool (merged)' })).kind).toBe('chain');
});
