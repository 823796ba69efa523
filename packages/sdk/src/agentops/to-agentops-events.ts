import {
  isJsonObject, type CallAggregate, type CallEnd, type CallStart, type CellEnd, type CellStart, type EventOf, type HeddleEvent,
  type JsonObject, type JsonValue, type ModelCallEnd, type ModelCallRequest, type OperationEnd, type OperationStart, type PostEnd,
  type PostStart, type Preview, type RoundEnd, type RoundStart,
} from '@heddle/model';
import { parseJson } from '../decoding/attribute-readers.js';
import { spanEnding } from '../encoding/span-of-event.js';
import type { AgentOpsAction, AgentOpsError, AgentOpsEvent, AgentOpsLlm, AgentOpsTool } from './agentops-event.js';
import { chatMlMessage, toChatMl } from './chat-ml.js';
import { isoMicros } from './iso-micros.js';

/**
 * A session in the words of AgentOps: rounds, posts, cells and operations are actions, model calls are llms, plugin calls
 * are tools, and each failure is an error that names its trigger.
 *
 * Gives the same for a session's events and for the events that its spans tell (`eventsFromSpans`). Where spans stand
 * for many calls at once, one tool named after the plugin says how many are missing and how they went.
 *
 * @param events - of one session or several, in any order
 * @returns by start time, parents before what they contain, an error right after its trigger
 */
export function toAgentOpsEvents(events: readonly HeddleEvent[]): AgentOpsEvent[] {
  const session = readSession(events);
  const triggers = [...session.starts.values()].flatMap((start) => {
    const event = agentOpsEvent(start, session);
    return event ? [{ start, event, depth: depthOf(start, session) }] : [];
  });
  triggers.sort((one, other) => compareNano(one.start, other.start) || one.depth - other.depth || (one.event.id < other.event.id ? -1 : 1));
  return triggers.flatMap(({ start, event }) => {
    const error = errorOf(event, session.ends.get(placeOf(start)));
    return error ? [event, error] : [event];
  });
}

type Start = EventOf<'round-start' | 'post-start' | 'model-call-request' | 'cell-start' | 'call-start' | 'operation-start' | 'call-aggregate'>;
type End = EventOf<'round-end' | 'post-end' | 'model-call-end' | 'model-call-error' | 'cell-end' | 'call-end' | 'operation-end'>;
type Trigger = AgentOpsAction | AgentOpsLlm | AgentOpsTool;

interface Session {
  /** By trace and span: span ids alone are unique within their trace only. */
  readonly starts: ReadonlyMap<string, Start>;
  readonly ends: ReadonlyMap<string, End>;
  readonly roleOfPost: ReadonlyMap<string, string>;
  /** Calls of a cell that have an event of their own. */
  readonly callsOfCell: ReadonlyMap<string, { calls: number; failed: number }>;
}

function readSession(events: readonly HeddleEvent[]): Session {
  const starts = new Map<string, Start>();
  const ends = new Map<string, End>();
  const roleOfPost = new Map<string, string>();
  const callsOfCell = new Map<string, { calls: number; failed: number }>();
  const cellOfCall = new Map<string, string>();
  for (const event of events) {
    if (!event.spanId) continue;
    switch (event.type) {
      case 'post-start':
        if (event.postId) roleOfPost.set(event.postId, event.from);
        starts.set(placeOf(event), event);
        break;
      case 'call-start': {
        starts.set(placeOf(event), event);
        if (event.cellId === undefined) break;
        cellOfCall.set(event.callId, event.cellId);
        const counts = callsOfCell.get(event.cellId) ?? { calls: 0, failed: 0 };
        callsOfCell.set(event.cellId, { ...counts, calls: counts.calls + 1 });
        break;
      }
      case 'call-end': {
        ends.set(placeOf(event), event);
        const counts = callsOfCell.get(cellOfCall.get(event.callId) ?? '');
        if (counts && event.status !== 'ok') counts.failed++;
        break;
      }
      case 'round-start': case 'model-call-request': case 'cell-start': case 'operation-start': case 'call-aggregate':
        starts.set(placeOf(event), event);
        break;
      case 'round-end': case 'post-end': case 'model-call-end': case 'model-call-error': case 'cell-end': case 'operation-end':
        ends.set(placeOf(event), event);
        break;
      default:
    }
  }
  return { starts, ends, roleOfPost, callsOfCell };
}

function placeOf({ traceId, spanId }: Pick<HeddleEvent, 'traceId' | 'spanId'>): string {
  return `${traceId}:${spanId}`;
}

function parentOf(event: HeddleEvent, session: Session): Start | undefined {
  return event.parentSpanId && session.starts.get(placeOf({ traceId: event.traceId, spanId: event.parentSpanId }));
}

function depthOf(start: Start, session: Session): number {
  let depth = 0;
  for (let at = parentOf(start, session); at && depth < session.starts.size; at = parentOf(at, session)) depth++;
  return depth;
}

function compareNano(one: Start, other: Start): number {
  const [a, b] = [BigInt(startNano(one)), BigInt(startNano(other))];
  return a < b ? -1 : a > b ? 1 : 0;
}

function startNano(start: Start): string {
  return start.type === 'call-aggregate' ? start.startUnixNano : start.timeUnixNano;
}

function agentOpsEvent(start: Start, session: Session): Trigger | undefined {
  const end = session.ends.get(placeOf(start));
  const common = {
    id: start.spanId!,
    session_id: start.sessionId,
    agent_id: (start.type === 'post-start' ? start.from : session.roleOfPost.get(start.postId ?? '')) ?? null,
    parent_id: parentOf(start, session)?.spanId ?? null,
    init_timestamp: isoMicros(startNano(start)),
    end_timestamp: end ? isoMicros(end.timeUnixNano) : null,
  };
  switch (start.type) {
    case 'round-start': return { ...common, event_type: 'actions', ...roundAction(start, end?.type === 'round-end' ? end : undefined) };
    case 'post-start': return { ...common, event_type: 'actions', ...postAction(start, end?.type === 'post-end' ? end : undefined) };
    case 'cell-start': return { ...common, event_type: 'actions', ...cellAction(start, end?.type === 'cell-end' ? end : undefined) };
    case 'operation-start': return { ...common, event_type: 'actions', ...operationAction(start, end?.type === 'operation-end' ? end : undefined) };
    case 'model-call-request': return { ...common, event_type: 'llms', ...llm(start, end?.type === 'model-call-end' ? end : undefined) };
    case 'call-start': return { ...common, event_type: 'tools', ...tool(start, end?.type === 'call-end' ? end : undefined) };
    case 'call-aggregate': {
      const missing = missingCalls(start, session);
      const end_timestamp = isoMicros(String(BigInt(start.startUnixNano) + BigInt(Math.round(start.durationMs * 1e6))));
      return missing && { ...common, end_timestamp, event_type: 'tools', ...missing };
    }
  }
}

type Action = Pick<AgentOpsAction, 'action_type' | 'params' | 'returns'>;

function roundAction(start: RoundStart & { readonly roundId?: string }, end: RoundEnd | undefined): Action {
  return {
    action_type: 'round',
    params: json({ round_id: start.roundId, index: start.index, segment: start.segment, query: start.query, files: start.files }),
    returns: end ? json({ state: end.state, stop_reason: end.stopReason, reply: end.reply, reason: end.reason }) : null,
  };
}

function postAction(start: PostStart & { readonly postId?: string }, end: PostEnd | undefined): Action {
  return {
    action_type: 'post',
    params: json({ post_id: start.postId, from: start.from, reply_to: start.replyTo }),
    returns: end ? json({ to: end.to, message: end.message, attachments: end.attachments }) : null,
  };
}

function cellAction(start: CellStart, end: CellEnd | undefined): Action {
  const { cellId, index, attempt, language, source, place, kernelId } = start;
  return {
    action_type: 'cell',
    params: json({ cell_id: cellId, index, attempt, language, code: source, place, kernel_id: kernelId }),
    returns: end
      ? json({
          status: end.status, stdout: end.stdout, stderr: end.stderr, output_truncated: end.outputTruncated, value: end.value,
          artifacts: end.artifacts, calls: end.calls, variables: end.variables,
        })
      : null,
  };
}

function operationAction(start: OperationStart, end: OperationEnd | undefined): Action {
  return {
    action_type: start.name,
    params: json({ kind: start.kind, input: start.input, attributes: start.attributes }),
    returns: end?.output ?? null,
  };
}

function llm(start: ModelCallRequest, end: ModelCallEnd | undefined) {
  const completion = end ? chatMlMessage(end.output) : null;
  const { provider, parameters, tools, purpose, attempt, scripted } = start;
  return {
    model: end?.responseModel || start.model,
    params: json({ provider, model: start.model, ...parameters, ...(tools && { tools }), purpose, attempt, scripted }),
    prompt: toChatMl(start.messages),
    completion,
    returns: end ? json({ finish_reasons: end.finishReasons, usage: end.usage }) : null,
    prompt_tokens: end?.usage.inputTokens ?? null,
    completion_tokens: end?.usage.outputTokens ?? null,
    cost: end?.costUsd ?? null,
  };
}

function tool(start: CallStart, end: CallEnd | undefined): Pick<AgentOpsTool, 'name' | 'params' | 'returns'> {
  return { name: start.plugin, params: valueOf(start.arguments), returns: end?.result ? valueOf(end.result) : null };
}

/** A preview that was shortened says so beside what is left of it. */
function valueOf({ json: text, truncated, sizeBytes, sha256 }: Preview): JsonValue {
  const value = parseJson(text) ?? null;
  return truncated ? { truncated: true, size_bytes: sizeBytes, sha256, preview: value } : value;
}

/** The calls of a cell that are told only in sum; `undefined` when each has an event of its own. */
function missingCalls(start: CallAggregate, session: Session): Pick<AgentOpsTool, 'name' | 'params' | 'returns'> | undefined {
  const seen = session.callsOfCell.get(start.cellId) ?? { calls: 0, failed: 0 };
  if (seen.calls >= start.calls) return undefined;
  return {
    name: start.plugins.length === 1 ? start.plugins[0]!.plugin : 'calls',
    params: json({ cell_id: start.cellId, calls: start.calls - seen.calls, failed: Math.max(0, start.failed - seen.failed) }),
    returns: json({ of_all_calls: start.plugins }),
  };
}

function errorOf(trigger: Trigger, end: End | undefined): AgentOpsError | undefined {
  const error = end && spanEnding(end)?.error;
  if (!error) return undefined;
  const timestamp = isoMicros(end.timeUnixNano);
  return {
    event_type: 'errors',
    id: `${trigger.id}-error`,
    session_id: trigger.session_id,
    agent_id: trigger.agent_id,
    parent_id: trigger.parent_id,
    init_timestamp: timestamp,
    end_timestamp: timestamp,
    timestamp,
    trigger_event_id: trigger.id,
    trigger_event_type: trigger.event_type,
    error_type: error.type,
    code: null,
    details: error.message,
    logs: error.stack ?? null,
  };
}

/** Plain JSON, without fields that are `undefined`. */
function json(value: Readonly<Record<string, unknown>>): JsonObject {
  const plain: unknown = JSON.parse(JSON.stringify(value));
  return isJsonObject(plain) ? plain : {};
}
