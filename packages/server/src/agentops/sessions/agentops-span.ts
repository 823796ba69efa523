import type { JsonObject, JsonValue, RawSpan, SpanId, TraceId, UnixNano } from '@heddle/model';

export interface AgentOpsSpan {
  readonly traceId: TraceId;
  readonly spanId: SpanId;
  readonly parentSpanId?: SpanId;
  readonly name: string;
  /** The word for `agentops.span.kind`. */
  readonly kind: 'session' | 'agent' | 'llm' | 'tool' | 'operation' | 'event';
  readonly startTime: UnixNano;
  /** Absent while it runs. */
  readonly endTime?: UnixNano;
  readonly failure?: { readonly message: string };
  /** Those that are `undefined` are left out. */
  readonly attributes: Readonly<Record<string, JsonValue | undefined>>;
}

/** A span as the AgentOps SDK of today would send it, so that one dialect reads both. */
export function agentOpsSpan({ kind, failure, attributes, endTime, ...span }: AgentOpsSpan): RawSpan {
  const present = Object.entries(attributes).filter((entry): entry is [string, JsonValue] => entry[1] !== undefined);
  return {
    ...span,
    endTime: endTime ?? (0n as UnixNano),
    otelKind: INTERNAL,
    statusCode: failure === undefined ? UNSET : ERROR,
    statusMessage: failure?.message ?? '',
    attributes: { 'agentops.span.kind': kind, ...Object.fromEntries(present) },
    events: [],
    links: [],
    resource: { 'service.name': 'agentops' },
    scope: { name: 'agentops', version: '', attributes: NONE },
    droppedAttributesCount: 0,
  };
}

const INTERNAL = 1;
const UNSET = 0;
const ERROR = 2;
const NONE: JsonObject = {};
