import { afterEach, expect, test } from 'vitest';
import { createEmbedding } from './create-embedding.js';
import { jsonAnswer, startLoopbackProvider, type Answer, type LoopbackProvider } from './loopback-provider.test.support.js';
import type { ProviderName } from './providers.js';

// POST /v1/embeddings as OpenAI's API reference has it, and models/{model}:batchEmbedContents as Google's.

const KEY = 'sk-test-1234567890';
let provider: LoopbackProvider | undefined;
afterEach(async () => {
  await provider?.close();
  provider = undefined;
});

async function embedding(name: ProviderName, answer: Answer) {
  provider = await startLoopbackProvider(answer);
  return createEmbedding({ provider: name, model: 'embed-1', baseUrl: provider.url, apiKey: KEY }, {});
}

const openAiAnswer: Answer = (response, request) => {
  const data = (request.body['input'] as string[]).map((text, index) => ({ object: 'embedding', index, embedding: [text.length, 1] }));
  jsonAnswer(200, { object: 'list', data, model: 'embed-1', usage: { prompt_tokens: 3, total_tokens: 3 } })(response, request);
};

test.each<[ProviderName, object]>([
  ['openai', { authorization: `Bearer ${KEY}` }],
  ['azure', { 'api-key': KEY }],
  ['ollama', { authorization: `Bearer ${KEY}` }],
  ['openai-compatible', { authorization: `Bearer ${KEY}` }],
])('%s: each text gets its vector', async (name, headers) => {
  const embed = await embedding(name, openAiAnswer);
  expect(await embed(['rain', 'sunshine'])).toEqual([[4, 1], [8, 1]]);
  expect(provider!.requests).toMatchObject([{ method: 'POST', path: name === 'azure' ? '/openai/v1/embeddings' : '/v1/embeddings', headers, body: { model: 'embed-1', input: ['rain', 'sunshine'] } }]);
});

test('Google: each text gets its vector', async () => {
  const embed = await embedding('google', jsonAnswer(200, { embeddings: [{ values: [4, 1] }, { values: [8, 1] }] }));
  expect(await embed(['rain', 'sunshine'])).toEqual([[4, 1], [8, 1]]);
  expect(provider!.requests).toMatchObject([{ path: '/v1beta/models/embed-1:batchEmbedContents', headers: { 'x-goog-api-key': KEY } }]);
});

test('more texts than a request may have go in several', async () => {
  const embed = await embedding('openai', openAiAnswer);
  expect(await embed(Array.from({ length: 3_000 }, (_, index) => 'x'.repeat(1 + (index % 5))))).toHaveLength(3_000);
  expect(provider!.requests.length).toBeGreaterThan(1);
});

test('what goes wrong is an error that says what to do', async () => {
  const embed = await embedding('openai', jsonAnswer(401, { error: { message: `wrong key ${KEY}`, type: 'invalid_request_error' } }));
  const error: unknown = await embed(['a']).catch((thrown: unknown) => thrown);
  expect(error).toMatchObject({ code: 'MODEL_AUTH' });
  expect(String(error)).not.toContain(KEY);
  expect(() => createEmbedding({ provider: 'anthropic', model: 'x' }, { ANTHROPIC_API_KEY: KEY })).toThrow(/Anthropic has no embeddings/);
  expect(() => createEmbedding({ provider: 'openai' }, { OPENAI_API_KEY: KEY })).toThrow(/must be named: openai\/MODEL/);
});
