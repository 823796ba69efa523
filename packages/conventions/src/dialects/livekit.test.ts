import type { UnixNano } from '@heddle/model';
import { expect, test } from 'vitest';
import { normaliseSpan } from '../normalise-span.js';
import { rawSpan } from '../raw-span.test.support.js';

const CONTEXT = JSON.stringify({ items: [{ type: 'message', role: 'system', content: ['Be kind.'] }, { type: 'message', role: 'user', content: ['Weather?'] }] });

test.each(['lk.', 'lk.pii.'])('what was said is below %s', (prefix) => {
  const node = normaliseSpan(rawSpan({ [`${prefix}chat_ctx`]: CONTEXT, [`${prefix}response.text`]: 'Cold.' }, { name: 'llm_node' }));
  expect(node.inputMessages.map(({ role, parts }) => [role, parts])).toEqual([['system', [{ type: 'text', content: 'Be kind.' }]], ['user', [{ type: 'text', content: 'Weather?' }]]]);
  expect(node.outputMessages).toEqual([{ role: 'assistant', parts: [{ type: 'text', content: 'Cold.' }] }]);
  const tool = normaliseSpan(rawSpan({ 'lk.function_tool.name': 'weather', [`${prefix}function_tool.arguments`]: '{"city":"Oslo"}', [`${prefix}function_tool.output`]: '7' }, { name: 'function_tool' }));
  expect(tool).toMatchObject({ kind: 'tool', toolName: 'weather', toolArguments: { city: 'Oslo' }, toolResult: '7' });
});

test('calls that are JSON text in a list are calls', () => {
  const choice = { name: 'gen_ai.choice', time: 1n as UnixNano, attributes: { role: 'assistant', tool_calls: ['{"function":{"name":"weather","arguments":"{}"},"id":"c1","type":"function"}'] } };
  expect(normaliseSpan(rawSpan({ 'gen_ai.request.model': 'm' }, { name: 'llm_request', events: [choice] })).outputMessages).toEqual([
    { role: 'assistant', parts: [{ type: 'tool_call', id: 'c1', name: 'weather', arguments: {} }] },
  ]);
});
