import { afterEach, expect, test } from 'vitest';
import { jsonAnswer, startLoopbackProvider, type LoopbackProvider } from './loopback-provider.test.support.js';
import { modelFromEnvironment } from './model-from-environment.js';

let provider: LoopbackProvider | undefined;

afterEach(async () => {
  await provider?.close();
  provider = undefined;
});

async function serverWith(...models: string[]): Promise<string> {
  provider = await startLoopbackProvider(jsonAnswer(200, { object: 'list', data: models.map((id) => ({ id, object: 'model' })) }));
  return provider.url;
}

test('an empty environment asks for no model', async () => {
  expect(await modelFromEnvironment({})).toBeUndefined();
});

test('a key is enough', async () => {
  expect(await modelFromEnvironment({ ANTHROPIC_API_KEY: 'k' })).toMatchObject({ provider: 'anthropic', model: 'claude-sonnet-5-5' });
});

test.each([
  ['openai', 'OpenAI was chosen as the model\'s provider, but it has no key. Set OPENAI_API_KEY.'],
  ['google/gemini-3.8-flash', 'Google was chosen as the model\'s provider, but it has no key. Set GEMINI_API_KEY or GOOGLE_GENERATIVE_AI_API_KEY.'],
])('a missing key for %s is named', async (model, message) => {
  await expect(modelFromEnvironment({ HEDDLE_MODEL: model })).rejects.toMatchObject({ code: 'MODEL_KEY_MISSING', retryable: false, message });
});

test('the only model of a server needs no naming', async () => {
  const url = await serverWith('meta-llama/Llama-3.3');
  expect(await modelFromEnvironment({ HEDDLE_MODEL_BASE_URL: url })).toMatchObject({
    provider: 'openai-compatible', model: 'meta-llama/Llama-3.3', scripted: false,
  });
  expect(provider!.requests[0]).toMatchObject({ method: 'GET', path: '/v1/models' });
});

test('among several models one has to be named', async () => {
  const url = await serverWith('qwen3', 'gemma3');
  await expect(modelFromEnvironment({ HEDDLE_MODEL: 'ollama', HEDDLE_MODEL_BASE_URL: url })).rejects.toMatchObject({
    code: 'MODEL_BAD_REQUEST',
    message: `The server at ${url}/v1 has 2 models (qwen3, gemma3). Set HEDDLE_MODEL to ollama/MODEL.`,
  });
});

test('a gateway without a list of models is asked for the usual one', async () => {
  provider = await startLoopbackProvider(jsonAnswer(404, {}));
  expect(await modelFromEnvironment({ OPENAI_BASE_URL: provider.url, OPENAI_API_KEY: 'k' })).toMatchObject({ model: 'gpt-5.4-mini' });
  expect(provider.requests[0]!.headers.authorization).toBe('Bearer k');
});

test.each([
  [{ OPENAI_BASE_URL: 'localhost:11434' }, '"localhost:11434" is not the URL of a model server. Give one such as http://127.0.0.1:11434/v1.'],
  [{ HEDDLE_MODEL: 'openai-compatible/x' }, 'The provider openai-compatible has no address of its own. Set HEDDLE_MODEL_BASE_URL or OPENAI_BASE_URL to the server\'s URL.'],
  [{ HEDDLE_MODEL: 'azure', AZURE_OPENAI_API_KEY: 'k', AZURE_OPENAI_ENDPOINT: 'http://127.0.0.1:9' }, 'The provider azure has no default model. Set HEDDLE_MODEL to azure/MODEL.'],
])('%j says what is missing', async (env, message) => {
  await expect(modelFromEnvironment(env)).rejects.toMatchObject({ code: 'MODEL_BAD_REQUEST', message });
});
