import type { JsonValue, Message } from '@heddle/model';
import { expect, test } from 'vitest';
import { parseMessages } from './parse-messages.js';

const HI: Message = { role: 'user', parts: [{ type: 'text', content: 'Hi' }] };

test.each<[string, JsonValue, readonly Message[]]>([
  ['plain text', 'Hi', [HI]],
  ['JSON text', '[{"role":"user","content":"Hi"}]', [HI]],
  ['JSON texts in a list', ['{"role":"user","content":"Hi"}'], [HI]],
  ['GenAI', [{ role: 'user', parts: [{ type: 'text', content: 'Hi' }] }], [HI]],
  ['an OpenAI request', { model: 'gpt-4o', messages: [{ role: 'user', content: 'Hi' }] }, [HI]],
  ['an OpenAI answer', { choices: [{ index: 0, finish_reason: 'stop', message: { role: 'assistant', content: 'Hello' } }] }, [
    { role: 'assistant', parts: [{ type: 'text', content: 'Hello' }], finish_reason: 'stop' },
  ]],
  ['OpenAI Responses items', [
    { role: 'user', content: [{ type: 'input_text', text: 'Hi' }] },
    { type: 'reasoning', summary: [{ type: 'summary_text', text: 'hm' }] },
    { type: 'function_call', call_id: 'c', name: 'f', arguments: '{"a":1}' },
    { type: 'function_call_output', call_id: 'c', output: '2' },
  ], [
    HI,
    { role: 'assistant', parts: [{ type: 'reasoning', content: 'hm' }] },
    { role: 'assistant', parts: [{ type: 'tool_call', id: 'c', name: 'f', arguments: { a: 1 } }] },
    { role: 'tool', parts: [{ type: 'tool_call_response', id: 'c', response: '2' }] },
  ]],
  ['an Anthropic request', { system: 'Be kind.', messages: [
    { role: 'user', content: [{ type: 'tool_result', tool_use_id: 't', content: 'ok' }] },
    { role: 'assistant', content: [{ type: 'thinking', thinking: 'hm' }, { type: 'tool_use', id: 't', name: 'f', input: { a: 1 } }] },
  ] }, [
    { role: 'system', parts: [{ type: 'text', content: 'Be kind.' }] },
    { role: 'user', parts: [{ type: 'tool_call_response', id: 't', response: 'ok' }] },
    { role: 'assistant', parts: [{ type: 'reasoning', content: 'hm' }, { type: 'tool_call', id: 't', name: 'f', arguments: { a: 1 } }] },
  ]],
  ['a Gemini request', { contents: [{ role: 'model', parts: [{ text: 'Hello' }, { inlineData: { mimeType: 'image/png', data: 'AAAA' } }] }] }, [
    { role: 'assistant', parts: [{ type: 'text', content: 'Hello' }, { type: 'blob', modality: 'file', mime_type: 'image/png', content: 'AAAA' }] },
  ]],
  ['AI SDK messages', [{ role: 'tool', content: [{ type: 'tool-result', toolCallId: 't', toolName: 'f', output: { type: 'json', value: { ok: true } } }] }], [
    { role: 'tool', parts: [{ type: 'tool_call_response', id: 't', response: { ok: true } }] },
  ]],
  ['LangChain objects', { messages: [[{ lc: 1, id: ['langchain', 'HumanMessage'], kwargs: { content: 'Hi' } }]] }, [HI]],
  ['LangChain dictionaries', [{ type: 'human', data: { content: 'Hi' } }], [HI]],
  ['Bedrock parts', [{ role: 'user', content: [{ text: 'Hi' }] }], [HI]],
  ['a picture as a data URL', [{ role: 'user', content: [{ type: 'image_url', image_url: { url: 'data:image/png;base64,AAAA' } }] }], [
    { role: 'user', parts: [{ type: 'blob', modality: 'image', mime_type: 'image/png', content: 'AAAA' }] },
  ]],
  ['a tool message', [{ role: 'tool', tool_call_id: 'c', content: '{"rows":3}' }], [
    { role: 'tool', parts: [{ type: 'tool_call_response', id: 'c', response: { rows: 3 } }] },
  ]],
  ['a part of no known type', [{ role: 'user', parts: [{ type: 'hologram', size: 3 }] }], [
    { role: 'user', parts: [{ type: 'other', original_type: 'hologram', value: { type: 'hologram', size: 3 } }] },
  ]],
  ['nothing', null, []],
])('reads %s', (_spelling, sent, messages) => {
  expect(parseMessages(sent, 'user')).toEqual(messages);
});

test('JSON that somebody said is what they said', () => {
  expect(parseMessages([{ role: 'user', content: '[{"type":"text","text":"x"}]' }], 'user')).toEqual([
    { role: 'user', parts: [{ type: 'text', content: '[{"type":"text","text":"x"}]' }] },
  ]);
});

test('a call that is in the content and beside it is one call', () => {
  const message = { role: 'assistant', content: [{ type: 'text', text: 'I look.' }, { type: 'tool_use', id: 't1', name: 'f', input: {} }], tool_calls: [{ id: 't1', name: 'f', args: {} }, { id: 't2', name: 'f', args: {} }] };
  expect(parseMessages(JSON.stringify([message]), 'user')[0]!.parts).toEqual([
    { type: 'text', content: 'I look.' }, { type: 'tool_call', id: 't1', name: 'f', arguments: {} }, { type: 'tool_call', id: 't2', name: 'f', arguments: {} },
  ]);
});

function call(id: string, name: string) {
  return { id, function: { name, arguments: '{}' } };
}

function partsWith(calls: readonly object[]) {
  return parseMessages(JSON.stringify([{ role: 'assistant', content: null, tool_calls: calls }]), 'user')[0]!.parts;
}

test('different calls with one id are all kept, however many there are', () => {
  expect(partsWith([call('call_0', 'a'), call('call_0', 'b'), call('call_0', 'b')]).map((part) => part.type === 'tool_call' && part.name)).toEqual(['a', 'b', 'b']);
  expect(partsWith(Array.from({ length: 900 }, (_, n) => call(`c${n}`, 'f')))).toHaveLength(900);
});
