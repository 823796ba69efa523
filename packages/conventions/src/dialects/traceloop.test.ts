import { expect, test } from 'vitest';
import { fixture } from '../fixture.test.support.js';
import { normaliseSpan } from '../normalise-span.js';
import { rawSpan } from '../raw-span.test.support.js';

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

test('what a tool of LangChain was given and gave is taken out of what the callback tells', () => {
  const given = '{"input_str":"{\\"city\\": \\"Paris\\"}","tags":["t"],"inputs":{"city":"Paris"},"kwargs":{"color":"green","name":"get_weather"}}';
  const gave = '{"output":{"lc":1,"type":"constructor","id":["langchain","ToolMessage"],"kwargs":{"content":"20 C","tool_call_id":"t1"}},"kwargs":{}}';
  const expected = { kind: 'tool', toolArguments: { city: 'Paris' }, toolResult: '20 C' };
  expect(normaliseSpan(rawSpan({ 'traceloop.span.kind': 'tool', 'traceloop.entity.name': 'get_weather', 'traceloop.entity.input': given, 'traceloop.entity.output': gave }))).toMatchObject(expected);
  expect(normaliseSpan(rawSpan({ 'traceloop.span.kind': 'tool', 'gen_ai.tool.call.arguments': given, 'gen_ai.tool.call.result': gave }))).toMatchObject(expected);
});
