import { afterEach, expect, test } from 'vitest';
import { createChatModel } from './create-chat-model.js';
import {
  askModel, brokenEvents, hello, jsonAnswer, serverSentEvents, startLoopbackProvider, type Answer, type LoopbackProvider,
} from './loopback-provider.test.support.js';

// The wire of POST /v1/messages as Anthropic's API reference has it (streaming messages).

const KEY = 'sk-ant-test-1234567890';
let provider: LoopbackProvider | undefined;

afterEach(async () => {
  await provider?.close();
  provider = undefined;
});

async function modelAnswering(answer: Answer) {
  provider = await startLoopbackProvider(answer);
  return createChatModel({ provider: 'anthropic', model: 'claude-sonnet-4-5' }, { ANTHROPIC_API_KEY: KEY, ANTHROPIC_BASE_URL: provider.url });
}

const start = {
  type: 'message_start',
  message: {
    id: 'msg_1', type: 'message', role: 'assistant', model: 'claude-sonnet-4-5-20250929', content: [], stop_reason: null, stop_sequence: null,
    usage: { input_tokens: 10, cache_creation_input_tokens: 40, cache_read_input_tokens: 60, output_tokens: 1 },
  },
};
const text = [
  { type: 'content_block_start', index: 1, content_block: { type: 'text', text: '' } },
  { type: 'ping' },
  { type: 'content_block_delta', index: 1, delta: { type: 'text_delta', text: 'Hel' } },
  { type: 'content_block_delta', index: 1, delta: { type: 'text_delta', text: 'lo.' } },
  { type: 'content_block_stop', index: 1 },
];
const end = [
  { type: 'message_delta', delta: { stop_reason: 'end_turn', stop_sequence: null }, usage: { output_tokens: 30 } },
  { type: 'message_stop' },
];
const thinking = [
  { type: 'content_block_start', index: 0, content_block: { type: 'thinking', thinking: '' } },
  { type: 'content_block_delta', index: 0, delta: { type: 'thinking_delta', thinking: 'They greet.' } },
  { type: 'content_block_delta', index: 0, delta: { type: 'signature_delta', signature: 'abc' } },
  { type: 'content_block_stop', index: 0 },
];

test('a reply is streamed, its cached input counted within the input', async () => {
  const model = await modelAnswering(serverSentEvents([start, ...thinking, ...text, ...end]));
  expect(await askModel(model, hello)).toEqual([
    { type: 'reasoning', text: 'They greet.' },
    { type: 'text', text: 'Hel' },
    { type: 'text', text: 'lo.' },
    {
      type: 'finish',
      finishReasons: ['stop'],
      usage: { inputTokens: 110, outputTokens: 30, cacheReadTokens: 60, cacheWriteTokens: 40 },
      responseModel: 'claude-sonnet-4-5-20250929',
      responseId: 'msg_1',
    },
  ]);
  expect(provider!.requests[0]).toMatchObject({
    method: 'POST',
    path: '/v1/messages',
    headers: { 'x-api-key': KEY },
    body: {
      model: 'claude-sonnet-4-5',
      system: [{ type: 'text', text: 'Be brief.' }],
      messages: [{ role: 'user', content: [{ type: 'text', text: 'Hello' }] }],
      stream: true,
    },
  });
});

test('a schema is handed to the provider', async () => {
  const schema = { type: 'object', properties: { a: { type: 'string' } }, required: ['a'], additionalProperties: false };
  const model = await modelAnswering(serverSentEvents([start, ...text, ...end]));
  await askModel(model, { ...hello, responseSchema: { name: 'reply', schema } });
  expect(provider!.requests[0]!.body).toMatchObject({ output_config: { format: { type: 'json_schema', schema } } });
});

const anthropicError = (type: string, message: string) => ({ type: 'error', error: { type, message } });

test.each<[string, Answer, object]>([
  ['a wrong key', jsonAnswer(401, anthropicError('authentication_error', `invalid x-api-key ${KEY}`)), { code: 'MODEL_AUTH', retryable: false }],
  [
    'too many requests',
    jsonAnswer(429, anthropicError('rate_limit_error', 'Too many tokens'), { 'retry-after': '12' }),
    { code: 'MODEL_RATE_LIMITED', retryable: true, retryAfterMs: 12_000 },
  ],
  ['a failure', jsonAnswer(500, anthropicError('api_error', 'Internal server error')), { code: 'MODEL_UNAVAILABLE', retryable: true }],
  ['an overload', jsonAnswer(529, anthropicError('overloaded_error', 'Overloaded')), { code: 'MODEL_UNAVAILABLE', retryable: true }],
  ['an overload at once', serverSentEvents([anthropicError('overloaded_error', 'Overloaded')]), { code: 'MODEL_UNAVAILABLE', retryable: true }],
  [
    'an overload in the middle',
    serverSentEvents([start, ...text, anthropicError('overloaded_error', 'Overloaded')]),
    { code: 'MODEL_UNAVAILABLE', retryable: true, status: 529 },
  ],
  [
    'a bad request',
    jsonAnswer(400, anthropicError('invalid_request_error', 'prompt is too long: 300000 tokens')),
    { code: 'MODEL_BAD_REQUEST', retryable: false, message: expect.stringContaining('Shorten the conversation.') },
  ],
  ['a stream that is cut', brokenEvents([start, ...text]), { code: 'MODEL_BAD_RESPONSE', retryable: true }],
  ['a stream that ends early', serverSentEvents([start, ...text]), { code: 'MODEL_BAD_RESPONSE', retryable: true }],
  ['garbage', serverSentEvents(['{"type": "mess']), { code: 'MODEL_BAD_RESPONSE', retryable: true }],
  ['a page instead of a stream', (response) => void response.writeHead(200, { 'content-type': 'text/html' }).end('<html>'), { code: 'MODEL_BAD_RESPONSE', retryable: true }],
])('%s becomes an error that says what to do', async (_, answer, expected) => {
  const model = await modelAnswering(answer);
  const error: unknown = await askModel(model, hello).catch((thrown: unknown) => thrown);
  expect(error).toMatchObject({ name: 'ModelError', ...expected });
  expect(JSON.stringify(error) + String(error)).not.toContain(KEY);
});
