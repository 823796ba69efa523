import { afterEach, expect, test } from 'vitest';
import { createChatModel } from './create-chat-model.js';
import {
  askModel, hello, jsonAnswer, serverSentEvents, startLoopbackProvider, type Answer, type LoopbackProvider,
} from './loopback-provider.test.support.js';

// The wire of POST /v1beta/models/{model}:streamGenerateContent?alt=sse as Google's API reference has it.

const KEY = 'AIza-test-1234567890';
let provider: LoopbackProvider | undefined;

afterEach(async () => {
  await provider?.close();
  provider = undefined;
});

async function modelAnswering(answer: Answer) {
  provider = await startLoopbackProvider(answer);
  return createChatModel({ provider: 'google', model: 'gemini-2.5-flash', baseUrl: provider.url }, { GEMINI_API_KEY: KEY });
}

const chunk = (parts: readonly object[], rest: object = {}, candidate: object = {}) => ({
  candidates: [{ content: { role: 'model', parts }, index: 0, ...candidate }], modelVersion: 'gemini-2.5-flash-001', responseId: 'r1', ...rest,
});

test('a reply is streamed, its thoughts counted within the output', async () => {
  const model = await modelAnswering(
    serverSentEvents([
      chunk([{ text: 'They greet.', thought: true }]),
      chunk([{ text: 'Hel' }]),
      chunk(
        [{ text: 'lo.' }],
        { usageMetadata: { promptTokenCount: 100, cachedContentTokenCount: 64, candidatesTokenCount: 10, thoughtsTokenCount: 20, totalTokenCount: 130 } },
        { finishReason: 'STOP' },
      ),
    ]),
  );
  const parts = await askModel(model, hello);
  expect(parts.slice(0, 3)).toEqual([
    { type: 'reasoning', text: 'They greet.' },
    { type: 'text', text: 'Hel' },
    { type: 'text', text: 'lo.' },
  ]);
  expect(parts[3]).toMatchObject({
    type: 'finish', finishReasons: ['stop'], usage: { inputTokens: 100, outputTokens: 30, cacheReadTokens: 64, reasoningTokens: 20 },
  });
  expect(provider!.requests[0]).toMatchObject({
    path: '/v1beta/models/gemini-2.5-flash:streamGenerateContent?alt=sse',
    headers: { 'x-goog-api-key': KEY },
    body: { systemInstruction: { parts: [{ text: 'Be brief.' }] }, contents: [{ role: 'user', parts: [{ text: 'Hello' }] }] },
  });
});

const googleError = (code: number, message: string, status: string) => ({ error: { code, message, status } });

test.each<[string, Answer, object]>([
  [
    'a wrong key',
    jsonAnswer(400, googleError(400, 'API key not valid. Please pass a valid API key.', 'INVALID_ARGUMENT')),
    { code: 'MODEL_AUTH', retryable: false, message: expect.stringContaining('Check GEMINI_API_KEY or GOOGLE_GENERATIVE_AI_API_KEY.') },
  ],
  ['too many requests', jsonAnswer(429, googleError(429, 'Resource exhausted', 'RESOURCE_EXHAUSTED')), { code: 'MODEL_RATE_LIMITED', retryable: true }],
  ['a failure', jsonAnswer(503, googleError(503, 'The model is overloaded', 'UNAVAILABLE')), { code: 'MODEL_UNAVAILABLE', retryable: true }],
  ['a stream that ends early', serverSentEvents([chunk([{ text: 'Hel' }])]), { code: 'MODEL_BAD_RESPONSE', retryable: true }],
])('%s becomes an error that says what to do', async (_, answer, expected) => {
  const model = await modelAnswering(answer);
  await expect(askModel(model, hello)).rejects.toMatchObject({ name: 'ModelError', ...expected });
});
