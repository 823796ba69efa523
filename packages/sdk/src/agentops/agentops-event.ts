import type { JsonValue } from '@heddle/model';

/**
 * The four events of AgentOps, with its field names.
 *
 * Ids are Heddle's own, so that an event leads back to its span: `id` is the span's id, `session_id` the session's,
 * `agent_id` the name of the role. AgentOps' server wants UUIDs instead: see `agentOpsUuid`.
 *
 * @see AgentOps Python SDK 0.3, `event.py`
 */
export type AgentOpsEvent = AgentOpsAction | AgentOpsLlm | AgentOpsTool | AgentOpsError;

interface AgentOpsEventBase {
  readonly id: string;
  readonly session_id: string;
  /** The role that acts; `null` for what no role does, such as a round. */
  readonly agent_id: string | null;
  /** The event this one happened inside of; `null` at the top. */
  readonly parent_id: string | null;
  /** ISO 8601 in UTC, with microseconds. */
  readonly init_timestamp: string;
  /** `null` while it goes on, or when its end was never recorded. */
  readonly end_timestamp: string | null;
}

/** A round, a post, a cell, or an operation. */
export interface AgentOpsAction extends AgentOpsEventBase {
  readonly event_type: 'actions';
  /** `round`, `post`, `cell`, or the operation's own name. */
  readonly action_type: string;
  readonly params: JsonValue;
  readonly returns: JsonValue;
}

/** A model call; each try is one. */
export interface AgentOpsLlm extends AgentOpsEventBase {
  readonly event_type: 'llms';
  readonly model: string;
  readonly params: JsonValue;
  readonly prompt: readonly ChatMlMessage[];
  readonly completion: ChatMlMessage | null;
  readonly returns: JsonValue;
  readonly prompt_tokens: number | null;
  readonly completion_tokens: number | null;
  /** In USD; `null` when the price is unknown. */
  readonly cost: number | null;
}

/** A plugin call. */
export interface AgentOpsTool extends AgentOpsEventBase {
  readonly event_type: 'tools';
  readonly name: string;
  readonly params: JsonValue;
  readonly returns: JsonValue;
}

/** A failure of one of the others. */
export interface AgentOpsError extends AgentOpsEventBase {
  readonly event_type: 'errors';
  readonly trigger_event_id: string;
  readonly trigger_event_type: 'actions' | 'llms' | 'tools';
  readonly error_type: string;
  readonly code: null;
  readonly details: string;
  /** The stack, when there is one. */
  readonly logs: string | null;
  /** When it failed; the same as `init_timestamp`. */
  readonly timestamp: string;
}

/** A message in the form that OpenAI's chat API made common. */
export interface ChatMlMessage {
  readonly role: string;
  readonly content: string;
  readonly name?: string;
  readonly reasoning?: string;
  readonly tool_calls?: readonly { readonly id: string; readonly type: 'function'; readonly function: { readonly name: string; readonly arguments: string } }[];
  readonly tool_call_id?: string;
  /** Parts that are no text: pictures, files, and what has no shape of its own. */
  readonly parts?: JsonValue;
}
