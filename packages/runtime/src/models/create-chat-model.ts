import type { LanguageModelV3 } from '@ai-sdk/provider';
import { fetchWithAzureKey } from './azure-key.js';
import { parseBaseUrl } from './base-url.js';
import type { ChatModel } from './chat-model.js';
import { firstSet, type Environment } from './environment.js';
import { ModelError } from './model-error.js';
import { createProviderChatModel } from './provider-chat-model.js';
import { PROVIDERS, type ModelSpec } from './providers.js';
import type { AskedModel } from './to-model-error.js';

/**
 * The model of a provider. Asks nothing of the network until it is used.
 *
 * @param env - where the key and the base URL are read when the spec has none; `process.env` in a program
 * @throws {ModelError} `MODEL_KEY_MISSING` when the provider needs a key and none is set; `MODEL_BAD_REQUEST` when the
 *   provider has no default model or base URL and none is named
 */
export function createChatModel(spec: ModelSpec, env: Environment): ChatModel {
  const asked = askedModel(spec, env);
  return createProviderChatModel(() => languageModel(asked), asked);
}

/** Spec, environment and defaults, in this order. Pure. */
function askedModel(spec: ModelSpec, env: Environment): AskedModel {
  return { ...modelServer(spec, env), model: modelName(spec) };
}

/** Where a model is asked, and with which key: all that is known before the model is chosen. */
export function modelServer(spec: ModelSpec, env: Environment): Omit<AskedModel, 'model'> {
  const { provider } = spec;
  const facts = PROVIDERS[provider];
  const apiKey = spec.apiKey?.trim() || firstSet(env, facts.keyVariables);
  if (apiKey === undefined && facts.needsKey) {
    throw new ModelError(
      'MODEL_KEY_MISSING',
      `${facts.label} was chosen as the model's provider, but it has no key. Set ${facts.keyVariables.join(' or ')}.`,
      { retryable: false },
    );
  }
  const baseUrl = spec.baseUrl ?? firstSet(env, facts.baseUrlVariables) ?? facts.defaultBaseUrl;
  if (baseUrl === undefined) {
    const variable = facts.baseUrlVariables[0] ?? 'HEDDLE_MODEL_BASE_URL';
    throw badSpec(`The provider ${provider} has no address of its own. Set HEDDLE_MODEL_BASE_URL or ${variable} to the server's URL.`);
  }
  return { provider, apiKey, baseUrl: parseBaseUrl(baseUrl, facts.apiPath) };
}

function modelName({ provider, model }: ModelSpec): string {
  const name = model ?? PROVIDERS[provider].defaultModel;
  if (name === undefined) throw badSpec(`The provider ${provider} has no default model. Set HEDDLE_MODEL to ${provider}/MODEL.`);
  return name;
}

function badSpec(message: string): ModelError {
  return new ModelError('MODEL_BAD_REQUEST', message, { retryable: false });
}

/**
 * Every setting is given, since the packages would otherwise read environment variables behind our back.
 * A provider's package is loaded when its model is asked for the first time: all of them take as long as the rest of the runtime.
 */
async function languageModel({ provider, model, baseUrl, apiKey = '' }: AskedModel): Promise<LanguageModelV3> {
  switch (provider) {
    // Chat completions rather than the responses API: it keeps nothing at the provider, and gateways all speak it.
    case 'openai':
      return (await import('@ai-sdk/openai')).createOpenAI({ baseURL: baseUrl, apiKey }).chat(model);
    case 'azure':
      return (await import('@ai-sdk/openai')).createOpenAI({ baseURL: baseUrl, apiKey, fetch: fetchWithAzureKey(apiKey) }).chat(model);
    case 'anthropic':
      return (await import('@ai-sdk/anthropic')).createAnthropic({ baseURL: baseUrl, apiKey }).messages(model);
    case 'google':
      return (await import('@ai-sdk/google')).createGoogleGenerativeAI({ baseURL: baseUrl, apiKey }).chat(model);
    case 'ollama':
    case 'openai-compatible':
      return (await import('@ai-sdk/openai-compatible')).createOpenAICompatible({
        name: 'openaiCompatible', baseURL: baseUrl, includeUsage: true, supportsStructuredOutputs: true, ...(apiKey && { apiKey }),
      }).chatModel(model);
  }
}
