import { GEN_AI_REQUEST_PREFIX, type JsonObject, type JsonValue, isJsonObject } from '@heddle/model';
import { plainJson } from './plain-json.js';
import type { WireEvent } from './wire.js';

/** Arguments of a model call that say how it was to answer. Messages and tools are in there too, but they are content. */
const PARAMETERS = ['temperature', 'top_p', 'max_tokens', 'frequency_penalty', 'presence_penalty', 'seed', 'stop'];

/** The attributes of a model call, in the names of the AgentOps SDK of today. Counts that are not numbers are left to the dialect. */
export function modelCallAttributes(event: WireEvent): Record<string, JsonValue | undefined> {
  const params = objectOf(plainJson(event.params));
  const reply = objectOf(plainJson(event.returns));
  const usage = objectOf(reply['usage']);
  const choices = Array.isArray(reply['choices']) ? (reply['choices'] as readonly JsonValue[]) : [];
  const attributes: Record<string, JsonValue | undefined> = {
    'gen_ai.request.model': textOf(params['model']) ?? event.model ?? undefined,
    'gen_ai.response.model': event.model ?? undefined,
    'gen_ai.response.id': textOf(reply['id']),
    'gen_ai.response.finish_reason': textOf(objectOf(choices[0])['finish_reason']),
    'gen_ai.prompt': plainJson(event.prompt),
    'gen_ai.completion': plainJson(event.completion),
    'gen_ai.usage.prompt_tokens': plainJson(event.prompt_tokens),
    'gen_ai.usage.completion_tokens': plainJson(event.completion_tokens),
    // The event has no fields for these, but an OpenAI reply, which it holds whole, does.
    'gen_ai.usage.cache_read_input_tokens': objectOf(usage['prompt_tokens_details'])['cached_tokens'],
    'gen_ai.usage.reasoning_tokens': objectOf(usage['completion_tokens_details'])['reasoning_tokens'],
    'gen_ai.usage.total_cost': plainJson(event.cost),
    'agentops.llm.input': plainJson(event.params),
    'agentops.llm.output': plainJson(event.returns),
    'agentops.thread_id': event.thread_id ?? undefined,
  };
  for (const name of PARAMETERS) {
    if (Object.hasOwn(params, name) && params[name] !== null) attributes[`${GEN_AI_REQUEST_PREFIX}${name}`] = params[name];
  }
  return attributes;
}

function objectOf(value: JsonValue | undefined): JsonObject {
  return isJsonObject(value) ? value : {};
}

function textOf(value: JsonValue | undefined): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined;
}
