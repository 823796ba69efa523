import { type Artifact, HEDDLE, type JsonValue, type RawSpan, type TraceId, type UnixNano, assertNever } from '@heddle/model';
import { type AgentOpsSpan, agentOpsSpan } from './agentops-span.js';
import { modelCallAttributes } from './model-call-attributes.js';
import { parseIsoTime } from './parse-iso-time.js';
import { plainJson } from './plain-json.js';
import { spanIdOf } from './session-ids.js';
import type { WireEvent } from './wire.js';

export interface EventPlace {
  readonly traceId: TraceId;
  /** UUID of the session, whose span is the parent of what no agent did. */
  readonly sessionId: string;
  /** Time of an event that does not say when it was. */
  readonly now: UnixNano;
  /** The event's screenshot, when it brought one instead of naming its address. */
  readonly screenshot?: Artifact;
}

/** One event of the old wire as a span below its agent; an error below the event that caused it, if it says which. */
export function spanOfEvent(event: WireEvent, { traceId, sessionId, now, screenshot }: EventPlace): RawSpan {
  const startTime = firstTime(event.init_timestamp, event.timestamp, event.end_timestamp) ?? now;
  const endTime = firstTime(event.end_timestamp) ?? startTime;
  return agentOpsSpan({
    traceId,
    // Sent again, it is the same.
    spanId: spanIdOf(event.id ?? JSON.stringify([sessionId, event])),
    parentSpanId: spanIdOf((event.event_type === 'errors' && event.trigger_event_id) || event.agent_id || sessionId),
    startTime,
    endTime: endTime < startTime ? startTime : endTime,
    ...factsOf(event, screenshot),
  });
}

type Facts = Pick<AgentOpsSpan, 'name' | 'kind' | 'attributes' | 'failure'>;

function factsOf(event: WireEvent, screenshot: Artifact | undefined): Facts {
  switch (event.event_type) {
    case 'llms':
      return { name: event.model ?? 'llm', kind: 'llm', attributes: modelCallAttributes(event) };
    case 'tools': {
      const name = event.name || event.tool_name || 'tool';
      return {
        name: `${name}.tool`,
        kind: 'tool',
        attributes: {
          'operation.name': name,
          'tool.name': name,
          'tool.parameters': plainJson(event.params),
          'tool.result': plainJson(event.returns),
          'agentops.logs': plainJson(event.logs),
        },
      };
    }
    case 'actions':
    case 'apis': {
      const name = event.action_type || event.name || (event.event_type === 'apis' ? 'api' : 'action');
      return {
        name: `${name}.operation`,
        kind: 'operation',
        attributes: {
          'operation.name': name,
          'agentops.operation.input': plainJson(event.params),
          'agentops.operation.output': plainJson(event.returns),
          'agentops.logs': plainJson(event.logs),
          'agentops.screenshot': screenshot === undefined ? event.screenshot || undefined : undefined,
          [HEDDLE.artifacts]: screenshot === undefined ? undefined : JSON.stringify([screenshot]),
        },
      };
    }
    case 'errors':
      return errorFacts(event);
    default:
      return assertNever(event.event_type);
  }
}

function errorFacts(event: WireEvent): Facts {
  const type = event.error_type || 'error';
  const message = textOf(plainJson(event.details)) ?? '';
  return {
    name: `${type}.error`,
    kind: 'event',
    failure: { message },
    attributes: {
      'operation.name': type,
      'error.type': type,
      'error.message': message,
      'error.code': plainJson(event.code),
      'exception.stacktrace': textOf(plainJson(event.logs)),
    },
  };
}

function textOf(value: JsonValue | undefined): string | undefined {
  return value === undefined || typeof value === 'string' ? value : JSON.stringify(value);
}

function firstTime(...texts: readonly (string | null | undefined)[]): UnixNano | undefined {
  for (const text of texts) {
    const time = text ? parseIsoTime(text) : undefined;
    if (time !== undefined) return time;
  }
  return undefined;
}
