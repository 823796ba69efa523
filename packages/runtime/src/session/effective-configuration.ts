import type { JsonObject } from '@heddle/model';
import type { RuntimeConfig } from '../config.js';
import type { ChatModel } from '../models/chat-model.js';

/** What a session runs with, models included, as its start says it. */
export function effectiveConfiguration(config: RuntimeConfig, model: ChatModel, models: Readonly<Record<string, ChatModel>> = {}): JsonObject {
  return {
    ...(JSON.parse(JSON.stringify(config)) as JsonObject),
    model: named(model),
    models: Object.fromEntries(Object.entries(models).map(([role, one]) => [role, named(one)])),
  };
}

function named({ provider, model, scripted }: ChatModel): JsonObject {
  return { provider, model, scripted };
}
