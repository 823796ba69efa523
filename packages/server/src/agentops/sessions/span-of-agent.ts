import type { RawSpan, SpanId, TraceId, UnixNano } from '@heddle/model';
import { agentOpsSpan } from './agentops-span.js';

export interface SessionAgent {
  readonly traceId: TraceId;
  readonly spanId: SpanId;
  /** The root of its session. */
  readonly parentSpanId: SpanId;
  readonly id: string;
  readonly name: string;
  readonly startTime: UnixNano;
  /** Agents of the old wire never end by themselves: they end with their session. */
  readonly endTime?: UnixNano;
}

/** An agent that a session announced. The spans of what it does stand below it. */
export function spanOfAgent({ id, name, startTime, endTime, ...agent }: SessionAgent): RawSpan {
  return agentOpsSpan({
    ...agent,
    name: `${name}.agent`,
    kind: 'agent',
    // The start is by the clock of this machine, the end by the client's: where they differ, the session's bounds hold.
    startTime: endTime !== undefined && endTime < startTime ? endTime : startTime,
    ...(endTime !== undefined && { endTime }),
    attributes: { 'operation.name': name, 'agent.id': id, 'agent.name': name },
  });
}
