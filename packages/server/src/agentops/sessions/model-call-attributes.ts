import { GEN_AI_REQUEST_PREFIX, type JsonValue, isJsonObject } from '@heddle/model';
import { plainJson } from './plain-json.js';
import type { WireEvent } from './wire.js';

/** Arguments of a model call that say how it was to answer. Messages and tools are in there too, but they are content. */
const PARAMETERS = ['temperature', 'top_p', 'max_tokens', 'frequency_penalty', 'presence_penalty', 'seed', 'stop'];

/** The attributes of a model call, in the names of the AgentOps SDK of today. Counts that are not numbers are left to the dialect. */
export function modelCallAttributes(event: WireEvent): Record<string, JsonValue | undefined> {
  const sent = plainJson(event.params);
  const params = isJsonObject(sent) ? sent : {};
  const requestModel = params['model'];
  const attributes: Record<string, JsonValue | undefined> = {
    'gen_ai.request.model': typeof requestModel === 'string' && requestModel !== '' ? requestModel : (event.model ?? undefined),
    'gen_ai.response.model': event.model ?? undefined,
    'gen_ai.prompt': plainJson(event.prompt),
    'gen_ai.completion': plainJson(event.completion),
    'gen_ai.usage.prompt_tokens': plainJson(event.prompt_tokens),
    'gen_ai.usage.completion_tokens': plainJson(event.completion_tokens),
    'gen_ai.usage.total_cost': plainJson(event.cost),
    'agentops.llm.input': sent,
    // The SDK writes an empty text for the provider's reply, which is an object that it cannot serialise.
    'agentops.llm.output': event.returns === '' ? undefined : plainJson(event.returns),
    'agentops.thread_id': event.thread_id ?? undefined,
  };
  for (const name of PARAMETERS) {
    if (Object.hasOwn(params, name) && params[name] !== null) attributes[`${GEN_AI_REQUEST_PREFIX}${name}`] = params[name];
  }
  return attributes;
}
