import type { EmbeddingModelV3 } from '@ai-sdk/provider';
import type { Embed } from '../memory/rank-by-relevance.js';
import { fetchWithAzureKey } from './azure-key.js';
import { modelServer } from './create-chat-model.js';
import type { Environment } from './environment.js';
import { ModelError } from './model-error.js';
import type { ModelSpec, ProviderName } from './providers.js';
import { toModelError, type AskedModel } from './to-model-error.js';

/** Longest time one request may take. */
const LIMIT_MS = 60_000;

/**
 * The embeddings of a provider: a vector for each text. Asks nothing of the network until it is used.
 *
 * @param env - where the key and the base URL are read when the spec has none
 * @throws {ModelError} `MODEL_KEY_MISSING`; `MODEL_BAD_REQUEST` when no model is named, or the provider has no embeddings
 */
export function createEmbedding(spec: ModelSpec, env: Environment): Embed {
  const { provider } = spec;
  if (provider === 'anthropic') throw badSpec('Anthropic has no embeddings. Name a model of openai, google, azure, ollama or openai-compatible.');
  if (spec.model === undefined) throw badSpec(`An embedding model must be named: ${spec.provider}/MODEL.`);
  const asked: AskedModel = { ...modelServer(spec, env), model: spec.model };
  let loaded: Promise<EmbeddingModelV3> | undefined;
  return async (texts) => {
    const model = await (loaded ??= embeddingModel(asked, provider));
    const most = (await model.maxEmbeddingsPerCall) ?? texts.length;
    const vectors: (readonly number[])[] = [];
    for (let from = 0; from < texts.length; from += most) {
      try {
        vectors.push(...(await model.doEmbed({ values: texts.slice(from, from + most), abortSignal: AbortSignal.timeout(LIMIT_MS) })).embeddings);
      } catch (error) {
        throw toModelError(error, asked, Date.now());
      }
    }
    return vectors;
  };
}

/** A provider's package is loaded when its model is asked for the first time. */
async function embeddingModel({ model, baseUrl, apiKey = '' }: AskedModel, provider: Exclude<ProviderName, 'anthropic'>): Promise<EmbeddingModelV3> {
  switch (provider) {
    case 'openai':
      return (await import('@ai-sdk/openai')).createOpenAI({ baseURL: baseUrl, apiKey }).embeddingModel(model);
    case 'azure':
      return (await import('@ai-sdk/openai')).createOpenAI({ baseURL: baseUrl, apiKey, fetch: fetchWithAzureKey(apiKey) }).embeddingModel(model);
    case 'google':
      return (await import('@ai-sdk/google')).createGoogleGenerativeAI({ baseURL: baseUrl, apiKey }).embeddingModel(model);
    case 'ollama':
    case 'openai-compatible':
      return (await import('@ai-sdk/openai-compatible'))
        .createOpenAICompatible({ name: 'openaiCompatible', baseURL: baseUrl, ...(apiKey && { apiKey }) })
        .embeddingModel(model);
  }
}

function badSpec(message: string): ModelError {
  return new ModelError('MODEL_BAD_REQUEST', message, { retryable: false });
}
