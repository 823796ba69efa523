import type { Message } from '@heddle/model';
import { afterEach, expect, test } from 'vitest';
import type { ChatRequest } from './chat-model.js';
import { createChatModel } from './create-chat-model.js';
import { askModel, hello, serverSentEvents, startLoopbackProvider, type LoopbackProvider } from './loopback-provider.test.support.js';
import type { ProviderName } from './providers.js';

// Function calling, there and back, on the wires as the providers' API references have them.

let provider: LoopbackProvider | undefined;
afterEach(async () => {
  await provider?.close();
  provider = undefined;
});

const tools: ChatRequest['tools'] = [
  { type: 'function', name: 'sales-load', description: 'Sales of a year.', parameters: { type: 'object', properties: { year: { type: 'number' } }, required: ['year'] } },
];
const called = { type: 'tool_call', id: expect.any(String), name: 'sales-load', arguments: { year: 2013 } } as const;

/** The conversation after the calls were made. */
function answered(ids: readonly string[]): readonly Message[] {
  return [
    ...hello.messages,
    { role: 'assistant', parts: ids.map((id) => ({ type: 'tool_call', id, name: 'sales-load', arguments: { year: 2013 } })) },
    { role: 'tool', parts: ids.map((id) => ({ type: 'tool_call_response', id, response: { total: 7 } })) },
  ];
}

/** Asks, answers what is asked to be called, and gives both requests as they arrived. */
async function thereAndBack(name: ProviderName, events: readonly unknown[], toolChoice?: ChatRequest['toolChoice'], model = 'm-1') {
  provider = await startLoopbackProvider(serverSentEvents(events));
  const chat = createChatModel({ provider: name, model, baseUrl: provider.url, apiKey: 'sk-test-1234567890' }, {});
  const parts = await askModel(chat, { ...hello, tools, ...(toolChoice && { toolChoice }) });
  const calls = parts.filter((part) => part.type === 'tool_call');
  await askModel(chat, { messages: answered(calls.map((call) => call.id)), tools, toolChoice: 'none' });
  const [first, second] = provider.requests;
  return { parts, calls, first: first!.body, second: second!.body };
}

const openAiChunk = (delta: object, finish: string | null = null) => ({
  id: 'c1', object: 'chat.completion.chunk', created: 1_790_000_000, model: 'm-1', choices: [{ index: 0, delta, finish_reason: finish }],
});
const openAiEvents = [
  openAiChunk({ role: 'assistant', content: null, tool_calls: [{ index: 0, id: 'call_a', type: 'function', function: { name: 'sales-load', arguments: '' } }] }),
  openAiChunk({ tool_calls: [{ index: 0, function: { arguments: '{"year":' } }] }),
  openAiChunk({ tool_calls: [{ index: 0, function: { arguments: '2013}' } }] }),
  openAiChunk({ tool_calls: [{ index: 1, id: 'call_b', type: 'function', function: { name: 'sales-load', arguments: '{"year":2013}' } }] }),
  openAiChunk({}, 'tool_calls'),
  '[DONE]',
];

test.each<ProviderName>(['openai', 'azure', 'ollama', 'openai-compatible'])('%s: calls made at once are read, and their results sent back by their ids', async (name) => {
  const { parts, calls, first, second } = await thereAndBack(name, openAiEvents, { name: 'sales-load' });
  expect(calls).toEqual([{ ...called, id: 'call_a' }, { ...called, id: 'call_b' }]);
  expect(parts.at(-1)).toMatchObject({ type: 'finish', finishReasons: ['tool_call'] });
  expect(first).toMatchObject({
    tools: [{ type: 'function', function: { name: 'sales-load', description: 'Sales of a year.', parameters: tools![0]!.parameters } }],
    tool_choice: { type: 'function', function: { name: 'sales-load' } },
  });
  expect(second).toMatchObject({
    tool_choice: 'none',
    messages: [
      {}, {},
      { role: 'assistant', tool_calls: [{ id: 'call_a', function: { name: 'sales-load', arguments: '{"year":2013}' } }, { id: 'call_b' }] },
      { role: 'tool', tool_call_id: 'call_a', content: '{"total":7}' },
      { role: 'tool', tool_call_id: 'call_b', content: '{"total":7}' },
    ],
  });
});

test('Anthropic: a tool_use block is read, its result sent back as tool_result', async () => {
  const { parts, calls, first, second } = await thereAndBack('anthropic', [
    { type: 'message_start', message: { id: 'msg_1', type: 'message', role: 'assistant', model: 'm-1', content: [], stop_reason: null, stop_sequence: null, usage: { input_tokens: 10, output_tokens: 1 } } },
    { type: 'content_block_start', index: 0, content_block: { type: 'tool_use', id: 'toolu_1', name: 'sales-load', input: {} } },
    { type: 'content_block_delta', index: 0, delta: { type: 'input_json_delta', partial_json: '{"year": 20' } },
    { type: 'content_block_delta', index: 0, delta: { type: 'input_json_delta', partial_json: '13}' } },
    { type: 'content_block_stop', index: 0 },
    { type: 'message_delta', delta: { stop_reason: 'tool_use', stop_sequence: null }, usage: { output_tokens: 30 } },
    { type: 'message_stop' },
  ], 'required');
  expect(calls).toEqual([{ ...called, id: 'toolu_1' }]);
  expect(parts.at(-1)).toMatchObject({ type: 'finish', finishReasons: ['tool_call'] });
  expect(first).toMatchObject({ tools: [{ name: 'sales-load', description: 'Sales of a year.', input_schema: tools![0]!.parameters }], tool_choice: { type: 'any' } });
  expect(second).toMatchObject({
    messages: [
      { role: 'user' },
      { role: 'assistant', content: [{ type: 'tool_use', id: 'toolu_1', name: 'sales-load', input: { year: 2013 } }] },
      { role: 'user', content: [{ type: 'tool_result', tool_use_id: 'toolu_1', content: '{"total":7}' }] },
    ],
  });
});

test('Google: a functionCall is read, and its result sent back with the signature the model gave it', async () => {
  const { parts, calls, first, second } = await thereAndBack('google', [
    {
      candidates: [{ content: { role: 'model', parts: [{ functionCall: { name: 'sales-load', args: { year: 2013 } }, thoughtSignature: 'c2lnbmVk' }] }, index: 0, finishReason: 'STOP' }],
      modelVersion: 'gemini-3', responseId: 'r1', usageMetadata: { promptTokenCount: 10, candidatesTokenCount: 5, totalTokenCount: 15 },
    },
  ], undefined, 'gemini-3.8-flash');
  expect(calls).toEqual([called]);
  expect(parts.at(-1)).toMatchObject({ type: 'finish', finishReasons: ['tool_call'] });
  expect(first).toMatchObject({ tools: [{ functionDeclarations: [{ name: 'sales-load', description: 'Sales of a year.', parameters: { type: 'object' } }] }], toolConfig: { functionCallingConfig: { mode: 'AUTO' } } });
  expect(second).toMatchObject({
    contents: [
      { role: 'user' },
      { role: 'model', parts: [{ functionCall: { name: 'sales-load', args: { year: 2013 } }, thoughtSignature: 'c2lnbmVk' }] },
      { role: 'user', parts: [{ functionResponse: { name: 'sales-load', response: { content: { total: 7 } } } }] },
    ],
  });
});
