import { z } from '@hono/zod-openapi';
import { traceIdOf } from './session-ids.js';

/*
 * What Python 0.3.x posts below `/v2`. Fields that are not named here are its own bookkeeping. Clients write `null` and
 * leave a field out alike.
 */

const MAX_EVENTS = 10_000;
const MAX_TAGS = 1_000;

const text = (maxLength: number) => z.string().max(maxLength);
const id = text(200).min(1);
const json = z.any();

const sessionId = z.string().max(36).refine((value) => traceIdOf(value) !== undefined, 'it must be a UUID');

export const sessionBody = z.object({
  session: z.object({
    session_id: sessionId,
    init_timestamp: text(64).nullish(),
    end_timestamp: text(64).nullish(),
    end_state: text(100).nullish(),
    end_state_reason: text(100_000).nullish(),
    tags: z.union([z.array(text(1_000)).max(MAX_TAGS), text(1_000)]).nullish(),
    video: text(10_000).nullish(),
    host_env: json.optional(),
  }),
});

export type WireSession = z.output<typeof sessionBody>['session'];

export const agentBody = z.object({ id, name: text(1_000).nullish() });

/** Events are checked one by one, so that a bad one takes no others with it. */
export const eventsBody = z.object({ events: z.array(z.unknown()).max(MAX_EVENTS) });

/** An id that is not there. Clients write what they cannot as JSON as an empty text. */
const optionalId = z.preprocess((value) => (value === '' ? null : value), id.nullish());

export const wireEvent = z.object({
  /** Errors have none up to 0.3.17. */
  id: optionalId,
  event_type: z.enum(['llms', 'tools', 'actions', 'errors', 'apis']),
  session_id: sessionId.nullish(),
  agent_id: optionalId,
  init_timestamp: text(64).nullish(),
  end_timestamp: text(64).nullish(),
  /** Time of an error up to 0.3.17. */
  timestamp: text(64).nullish(),
  params: json.optional(),
  returns: json.optional(),
  logs: json.optional(),
  name: text(1_000).nullish(),
  // actions
  action_type: text(1_000).nullish(),
  screenshot: z.string().nullish(),
  // llms
  model: text(500).nullish(),
  prompt: json.optional(),
  completion: json.optional(),
  prompt_tokens: json.optional(),
  completion_tokens: json.optional(),
  cost: json.optional(),
  thread_id: optionalId,
  // tools
  tool_name: text(1_000).nullish(),
  // errors
  trigger_event_id: optionalId,
  error_type: text(500).nullish(),
  code: json.optional(),
  details: json.optional(),
});

export type WireEvent = z.output<typeof wireEvent>;

export const reauthorizeBody = z.object({ session_id: sessionId });
