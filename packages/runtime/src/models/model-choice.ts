import { firstSet, type Environment } from './environment.js';
import { ModelError } from './model-error.js';
import { PROVIDER_NAMES, PROVIDERS, parseProviderName, type ModelSpec, type ProviderName } from './providers.js';

/**
 * The model the environment asks for, or `undefined` when it asks for none.
 *
 * The first that is set wins: `HEDDLE_MODEL`, `HEDDLE_MODEL_BASE_URL`, `OPENAI_BASE_URL`, `OPENAI_API_KEY`,
 * `ANTHROPIC_API_KEY`, `GEMINI_API_KEY` or `GOOGLE_GENERATIVE_AI_API_KEY`. A key goes only to the provider it is named after;
 * `OPENAI_API_KEY` also goes with `OPENAI_BASE_URL`.
 *
 * @throws {ModelError} `MODEL_BAD_REQUEST` when `HEDDLE_MODEL` names no provider
 */
export function modelChoice(env: Environment): ModelSpec | undefined {
  const named = firstSet(env, ['HEDDLE_MODEL']);
  if (named !== undefined) return namedChoice(named, env);

  const baseUrl = firstSet(env, ['HEDDLE_MODEL_BASE_URL']);
  if (baseUrl !== undefined) return { provider: 'openai-compatible', baseUrl };

  if (firstSet(env, ['OPENAI_BASE_URL']) !== undefined) return openAiBaseUrlChoice(env);
  for (const provider of ['openai', 'anthropic', 'google'] as const) {
    if (firstSet(env, PROVIDERS[provider].keyVariables) !== undefined) return { provider };
  }
  return undefined;
}

/** `provider/model`, `provider`, or a bare model name when a base URL says whom to ask. */
function namedChoice(text: string, env: Environment): ModelSpec {
  const slash = text.indexOf('/');
  const provider = parseProviderName(slash === -1 ? text : text.slice(0, slash));
  const baseUrl = firstSet(env, ['HEDDLE_MODEL_BASE_URL']);
  if (provider !== undefined) {
    const model = slash === -1 ? '' : text.slice(slash + 1);
    return { provider, ...(model && { model }), ...(baseUrl && { baseUrl }) };
  }
  // Servers such as vLLM name models after their repository, with a slash: `meta-llama/Llama-3.3-70B-Instruct`.
  if (baseUrl !== undefined) return { provider: 'openai-compatible', model: text, baseUrl };
  if (firstSet(env, ['OPENAI_BASE_URL']) !== undefined) return { ...openAiBaseUrlChoice(env), model: text };
  throw new ModelError(
    'MODEL_BAD_REQUEST',
    `HEDDLE_MODEL is "${text}", which names no provider. Write it as provider/model, for example ` +
      `${exampleOf('openai')}; providers are ${PROVIDER_NAMES.join(', ')}.`,
    { retryable: false },
  );
}

/** OpenAI itself stays OpenAI; any other host is a server that speaks its protocol. */
function openAiBaseUrlChoice(env: Environment): ModelSpec {
  const baseUrl = firstSet(env, ['OPENAI_BASE_URL']) ?? '';
  const host = URL.canParse(baseUrl) ? new URL(baseUrl).hostname : '';
  if (host === 'openai.com' || host.endsWith('.openai.com')) return { provider: 'openai', baseUrl };
  const apiKey = firstSet(env, ['OPENAI_API_KEY']);
  return { provider: 'openai-compatible', baseUrl, ...(apiKey && { apiKey }) };
}

function exampleOf(provider: ProviderName): string {
  return `${provider}/${PROVIDERS[provider].defaultModel ?? 'MODEL'}`;
}
