import { afterEach, expect, test } from 'vitest';
import { createChatModel } from './create-chat-model.js';
import {
  askModel, brokenEvents, hello, jsonAnswer, serverSentEvents, startLoopbackProvider, type Answer, type LoopbackProvider,
} from './loopback-provider.test.support.js';
import type { ProviderName } from './providers.js';

// The wire of POST /v1/chat/completions as OpenAI's API reference has it (chat completion chunk object).

const KEY = 'sk-test-1234567890';
let provider: LoopbackProvider | undefined;

afterEach(async () => {
  await provider?.close();
  provider = undefined;
});

async function modelAnswering(answer: Answer, name: ProviderName = 'openai') {
  provider = await startLoopbackProvider(answer);
  return createChatModel({ provider: name, model: 'gpt-5.4-mini', baseUrl: provider.url, apiKey: KEY }, {});
}

function chunk(delta: object, rest: object = {}, choice: object = {}) {
  return {
    id: 'chatcmpl-1', object: 'chat.completion.chunk', created: 1_790_000_000, model: 'gpt-5.4-mini-2026-03-17',
    choices: [{ index: 0, delta, finish_reason: null, ...choice }], ...rest,
  };
}

const wholeReply = [
  chunk({ role: 'assistant', content: '' }),
  chunk({ content: 'Hel' }),
  chunk({ content: 'lo.' }),
  chunk({}, {}, { finish_reason: 'stop' }),
  {
    ...chunk({}), choices: [],
    usage: {
      prompt_tokens: 1_100, completion_tokens: 40, total_tokens: 1_140,
      prompt_tokens_details: { cached_tokens: 1_024 }, completion_tokens_details: { reasoning_tokens: 32 },
    },
  },
  '[DONE]',
];

const wholeParts = [
  { type: 'text', text: 'Hel' },
  { type: 'text', text: 'lo.' },
  {
    type: 'finish',
    finishReasons: ['stop'],
    usage: { inputTokens: 1_100, outputTokens: 40, cacheReadTokens: 1_024, reasoningTokens: 32 },
    responseModel: 'gpt-5.4-mini-2026-03-17',
    responseId: 'chatcmpl-1',
  },
];

test('OpenAI: a reply is streamed, with inclusive usage and the model that answered', async () => {
  const model = await modelAnswering(serverSentEvents(wholeReply));
  expect(model).toMatchObject({ provider: 'openai', model: 'gpt-5.4-mini', scripted: false });
  expect(await askModel(model, { ...hello, maxOutputTokens: 500 })).toEqual(wholeParts);

  const [request] = provider!.requests;
  expect(request).toMatchObject({ method: 'POST', path: '/v1/chat/completions', headers: { authorization: `Bearer ${KEY}` } });
  expect(request!.body).toMatchObject({
    model: 'gpt-5.4-mini',
    messages: [{ role: 'developer', content: 'Be brief.' }, { role: 'user', content: 'Hello' }],
    stream: true,
    stream_options: { include_usage: true },
    max_completion_tokens: 500,
  });
});

const closed = { type: 'object', properties: { a: { type: 'string' } }, required: ['a'], additionalProperties: false };
const withOptional = { ...closed, required: [] };

test.each([
  ['strictly when it can be', closed, true],
  ['as a hint when a property is optional', withOptional, false],
])('OpenAI: a schema is enforced %s', async (_, schema, strict) => {
  const model = await modelAnswering(serverSentEvents(wholeReply));
  await askModel(model, { ...hello, responseSchema: { name: 'reply', schema } });
  expect(provider!.requests[0]!.body['response_format']).toEqual({ type: 'json_schema', json_schema: { name: 'reply', strict, schema } });
});

test('a compatible server: plain parameters, reasoning, no key needed, usage it does not break down', async () => {
  provider = await startLoopbackProvider(
    serverSentEvents([
      chunk({ role: 'assistant', reasoning_content: 'They greet.' }),
      chunk({ content: 'Hi' }),
      chunk({}, { usage: { prompt_tokens: 9, completion_tokens: 3, total_tokens: 12 } }, { finish_reason: 'length' }),
      '[DONE]',
    ]),
  );
  const model = createChatModel({ provider: 'openai-compatible', model: 'qwen3', baseUrl: provider.url }, { OPENAI_API_KEY: KEY });

  expect(await askModel(model, { ...hello, temperature: 0.2, stopSequences: ['END'], responseSchema: { name: 'reply', schema: closed } })).toEqual([
    { type: 'reasoning', text: 'They greet.' },
    { type: 'text', text: 'Hi' },
    {
      type: 'finish', finishReasons: ['length'], usage: { inputTokens: 9, outputTokens: 3 },
      responseModel: 'gpt-5.4-mini-2026-03-17', responseId: 'chatcmpl-1',
    },
  ]);
  const [request] = provider.requests;
  expect(request!.headers.authorization).toBeUndefined();
  expect(request!.body).toMatchObject({
    model: 'qwen3',
    messages: [{ role: 'system', content: 'Be brief.' }, { role: 'user', content: 'Hello' }],
    temperature: 0.2,
    stop: ['END'],
    response_format: { type: 'json_schema', json_schema: { name: 'reply', strict: true, schema: closed } },
  });
});

test('Azure: the key goes into its own header, on the v1 path', async () => {
  provider = await startLoopbackProvider(serverSentEvents(wholeReply));
  const env = { AZURE_OPENAI_ENDPOINT: provider.url, AZURE_OPENAI_API_KEY: KEY };
  const model = createChatModel({ provider: 'azure', model: 'my-deployment' }, env);

  expect(await askModel(model, hello)).toEqual(wholeParts);
  expect(provider.requests[0]).toMatchObject({
    path: '/openai/v1/chat/completions', headers: { 'api-key': KEY }, body: { model: 'my-deployment' },
  });
  expect(provider.requests[0]!.headers.authorization).toBeUndefined();
});

const openAiError = (message: string, code: string) => ({ error: { message, type: 'x', param: null, code } });

test.each<[string, Answer, object]>([
  [
    'a wrong key',
    jsonAnswer(401, openAiError(`Incorrect API key provided: ${KEY}.`, 'invalid_api_key')),
    { code: 'MODEL_AUTH', retryable: false, status: 401, message: expect.stringMatching(/refused the key \(HTTP 401\)\. Check OPENAI_API_KEY\.$/) },
  ],
  [
    'too many requests',
    jsonAnswer(429, openAiError('Rate limit reached', 'rate_limit_exceeded'), { 'retry-after': '7' }),
    {
      code: 'MODEL_RATE_LIMITED', retryable: true, retryAfterMs: 7_000,
      message: expect.stringContaining('takes no more requests for another 7 s (HTTP 429): Rate limit reached (rate_limit_exceeded).'),
    },
  ],
  [
    'a wait in milliseconds',
    jsonAnswer(429, openAiError('Slow down', 'x'), { 'retry-after-ms': '250', 'retry-after': '1' }),
    { code: 'MODEL_RATE_LIMITED', retryable: true, retryAfterMs: 250 },
  ],
  [
    'a wait of an hour',
    jsonAnswer(429, openAiError('Come back tomorrow', 'x'), { 'retry-after': '3600' }),
    { code: 'MODEL_RATE_LIMITED', retryable: false, retryAfterMs: 3_600_000 },
  ],
  ['no money left', jsonAnswer(429, openAiError('You exceeded your current quota', 'insufficient_quota')), { code: 'MODEL_RATE_LIMITED', retryable: false }],
  ['a failure', jsonAnswer(500, openAiError('boom', 'server_error')), { code: 'MODEL_UNAVAILABLE', retryable: true, status: 500 }],
  ['a gateway page', jsonAnswer(502, '<html>Bad gateway</html>'), { code: 'MODEL_UNAVAILABLE', retryable: true, status: 502 }],
  [
    'an unknown model',
    jsonAnswer(404, openAiError('The model `gpt-9` does not exist', 'model_not_found')),
    { code: 'MODEL_BAD_REQUEST', retryable: false, message: expect.stringContaining('Check the model in HEDDLE_MODEL') },
  ],
  [
    'a request that echoes the key',
    jsonAnswer(400, openAiError(`bad header ${KEY}\nline two`, 'x')),
    { code: 'MODEL_BAD_REQUEST', retryable: false, message: expect.stringContaining('bad header [key] line two (x).') },
  ],
  ['a stream that is cut', brokenEvents(wholeReply.slice(0, 2)), { code: 'MODEL_BAD_RESPONSE', retryable: true }],
  ['a stream that ends early', serverSentEvents(wholeReply.slice(0, 2)), { code: 'MODEL_BAD_RESPONSE', retryable: true, message: expect.stringContaining('broke off before its end') }],
  ['garbage in the stream', serverSentEvents(['{"choices": 17', '\u0000\u0001']), { code: 'MODEL_BAD_RESPONSE', retryable: true }],
  ['JSON of another kind', serverSentEvents([{ hello: 'world' }]), { code: 'MODEL_BAD_RESPONSE', retryable: true }],
  ['a page instead of a stream', (response) => void response.writeHead(200, { 'content-type': 'text/html' }).end('<html>'), { code: 'MODEL_BAD_RESPONSE', retryable: true }],
  [
    'an error inside the stream',
    serverSentEvents([wholeReply[1], { error: { message: 'The server had an error', type: 'server_error', code: null } }]),
    { code: 'MODEL_UNAVAILABLE', retryable: true },
  ],
])('%s becomes an error that says what to do', async (_, answer, expected) => {
  for (const name of ['openai', 'openai-compatible'] as const) {
    const model = await modelAnswering(answer, name);
    const error: unknown = await askModel(model, hello).catch((thrown: unknown) => thrown);
    const message = (expected as { message?: unknown }).message;
    expect(error).toMatchObject({ name: 'ModelError', ...expected, ...(name !== 'openai' && message !== undefined && { message: expect.any(String) }) });
    expect(JSON.stringify(error) + String(error) + (error as Error).stack).not.toContain(KEY);
    await provider!.close();
  }
});

test('a server that is not there', async () => {
  const gone = await startLoopbackProvider(() => {});
  await gone.close();
  const model = createChatModel({ provider: 'ollama', model: 'qwen3', baseUrl: gone.url }, {});
  await expect(askModel(model, hello)).rejects.toMatchObject({
    code: 'MODEL_UNAVAILABLE',
    retryable: true,
    message: `${gone.url}/v1 could not be reached (ECONNREFUSED). Check the address, the network and that the server runs.`,
  });
});

test('cancelling ends the request with the reason that was given', async () => {
  const cancel = new AbortController();
  let gone = false;
  const model = await modelAnswering((response) => {
    response.on('close', () => (gone = true));
    response.writeHead(200, { 'content-type': 'text/event-stream' });
    response.write(`data: ${JSON.stringify(wholeReply[1])}\n\n`);
  });
  const asked = async () => {
    for await (const part of model.stream(hello, { signal: cancel.signal })) if (part.type === 'text') cancel.abort(new Error('enough'));
  };
  await expect(asked()).rejects.toThrow('enough');
  await expect.poll(() => gone).toBe(true);
});
