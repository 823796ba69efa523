import { expect, test } from 'vitest';
import { modelChoice } from './model-choice.js';

test.each([
  [{}, undefined],
  [{ OPENAI_API_KEY: ' ' }, undefined],
  [{ OPENAI_API_KEY: 'k' }, { provider: 'openai' }],
  [{ ANTHROPIC_API_KEY: 'k' }, { provider: 'anthropic' }],
  [{ GEMINI_API_KEY: 'k' }, { provider: 'google' }],
  [{ GOOGLE_GENERATIVE_AI_API_KEY: 'k' }, { provider: 'google' }],
  [{ OPENAI_API_KEY: 'k', ANTHROPIC_API_KEY: 'k', GEMINI_API_KEY: 'k' }, { provider: 'openai' }],
  [{ ANTHROPIC_API_KEY: 'k', GEMINI_API_KEY: 'k' }, { provider: 'anthropic' }],
  [{ HEDDLE_MODEL: 'anthropic/claude-opus-5', OPENAI_API_KEY: 'k' }, { provider: 'anthropic', model: 'claude-opus-5' }],
  [{ HEDDLE_MODEL: 'google' }, { provider: 'google' }],
  [{ HEDDLE_MODEL: 'azure/my-deployment' }, { provider: 'azure', model: 'my-deployment' }],
  [
    { HEDDLE_MODEL: 'ollama/qwen3:8b', HEDDLE_MODEL_BASE_URL: 'http://gpu:11434' },
    { provider: 'ollama', model: 'qwen3:8b', baseUrl: 'http://gpu:11434' },
  ],
  [
    { HEDDLE_MODEL: 'meta-llama/Llama-3.3', HEDDLE_MODEL_BASE_URL: 'http://gpu:8000' },
    { provider: 'openai-compatible', model: 'meta-llama/Llama-3.3', baseUrl: 'http://gpu:8000' },
  ],
  [
    { HEDDLE_MODEL: 'qwen3', OPENAI_BASE_URL: 'http://gpu:8000/v1', OPENAI_API_KEY: 'k' },
    { provider: 'openai-compatible', model: 'qwen3', baseUrl: 'http://gpu:8000/v1', apiKey: 'k' },
  ],
  [{ OPENAI_BASE_URL: 'http://gpu:8000/v1' }, { provider: 'openai-compatible', baseUrl: 'http://gpu:8000/v1' }],
  [
    { OPENAI_BASE_URL: 'https://eu.api.openai.com/v1', OPENAI_API_KEY: 'k' },
    { provider: 'openai', baseUrl: 'https://eu.api.openai.com/v1' },
  ],
  [
    { OPENAI_BASE_URL: 'https://openai.com.evil.example', OPENAI_API_KEY: 'k' },
    { provider: 'openai-compatible', baseUrl: 'https://openai.com.evil.example', apiKey: 'k' },
  ],
  // A server of one's own is not sent a key that was meant for OpenAI.
  [
    { HEDDLE_MODEL_BASE_URL: 'http://gpu:8000', OPENAI_API_KEY: 'k' },
    { provider: 'openai-compatible', baseUrl: 'http://gpu:8000' },
  ],
])('%j chooses %j', (env, choice) => {
  expect(modelChoice(env)).toEqual(choice);
});

test('a HEDDLE_MODEL without a provider is refused with an example', () => {
  expect(() => modelChoice({ HEDDLE_MODEL: 'gpt-5' })).toThrow(
    'HEDDLE_MODEL is "gpt-5", which names no provider. Write it as provider/model, for example openai/gpt-5.4-mini; ' +
      'providers are openai, anthropic, google, azure, ollama, openai-compatible.',
  );
});
