import type { ChatModel } from './chat-model.js';
import { createChatModel, modelServer } from './create-chat-model.js';
import type { Environment } from './environment.js';
import { listModels } from './list-models.js';
import { modelChoice } from './model-choice.js';
import { ModelError } from './model-error.js';
import { PROVIDERS, type ModelSpec } from './providers.js';

/**
 * The model the environment asks for, or `undefined` when it asks for none. `docs/models.md` has the variables.
 *
 * Asks the network only when a server was named without a model: then it is asked which models it has.
 *
 * @throws {ModelError} `MODEL_KEY_MISSING` naming the variable to set; `MODEL_BAD_REQUEST` when what is set makes no sense,
 *   or when the server has several models and none is named
 */
export async function modelFromEnvironment(env: Environment): Promise<ChatModel | undefined> {
  const spec = modelChoice(env);
  return spec === undefined ? undefined : createChatModel(await withModel(spec, env), env);
}

/** Servers of one's own have no default model; the only one they serve needs no naming. */
async function withModel(spec: ModelSpec, env: Environment): Promise<ModelSpec> {
  if (spec.model !== undefined || PROVIDERS[spec.provider].defaultModel !== undefined || spec.provider === 'azure') return spec;
  const server = modelServer(spec, env);
  const models = await listModels(server);
  // A server without a list is most often a gateway to OpenAI.
  if (models === undefined) return { ...spec, model: PROVIDERS.openai.defaultModel! };
  const model = models.length === 1 ? models[0] : models.find((name) => name === PROVIDERS.openai.defaultModel);
  if (model !== undefined) return { ...spec, model };
  const few = models.slice(0, 8).join(', ') + (models.length > 8 ? ', ...' : '');
  throw new ModelError(
    'MODEL_BAD_REQUEST',
    models.length === 0
      ? `The server at ${server.baseUrl} has no model. Load one, then set HEDDLE_MODEL to ${spec.provider}/MODEL.`
      : `The server at ${server.baseUrl} has ${models.length} models (${few}). Set HEDDLE_MODEL to ${spec.provider}/MODEL.`,
    { retryable: false },
  );
}
