import { parseSpanId, parseTraceId } from '@heddle/model';
import type { JsonObject, RawLog, RawSpan, SpanId, TraceId, UnixNano } from '@heddle/model';

/** 2026-03-01T12:00:00Z, where the tests' spans begin. */
export const NOON = 1_772_366_400_000_000_000n;

const MS = 1_000_000n;

/** What a test says of a span; everything else is plain. */
export interface SampleSpan {
  readonly trace?: number;
  readonly id: number;
  readonly parent?: number;
  readonly name?: string;
  readonly session?: string;
  /** Milliseconds after {@link NOON}. */
  readonly startMs?: number;
  /** Milliseconds after the start; `undefined` for a span that has only started. */
  readonly durationMs?: number;
  readonly start?: bigint;
  readonly failed?: boolean;
  readonly attributes?: JsonObject;
}

/** The n-th trace id. */
export function traceIdOf(n: number): TraceId {
  return parseTraceId(n.toString(16).padStart(32, '0'))!;
}

/** The n-th span id. */
export function spanIdOf(n: number): SpanId {
  return parseSpanId(n.toString(16).padStart(16, '0'))!;
}

/** A span as it comes in. */
export function sampleSpan(sample: SampleSpan): RawSpan {
  const startTime = (sample.start ?? NOON + BigInt(sample.startMs ?? sample.id) * MS) as UnixNano;
  const running = sample.durationMs === undefined;
  return {
    traceId: traceIdOf(sample.trace ?? 1),
    spanId: spanIdOf(sample.id),
    ...(sample.parent !== undefined && { parentSpanId: spanIdOf(sample.parent) }),
    name: sample.name ?? 'step',
    otelKind: 1,
    startTime,
    endTime: (running ? 0n : startTime + BigInt(sample.durationMs) * MS) as UnixNano,
    statusCode: sample.failed ? 2 : 0,
    statusMessage: sample.failed ? 'it broke' : '',
    attributes: {
      ...(sample.session !== undefined && { 'session.id': sample.session }),
      ...(running && { 'heddle.span.state': 'started' }),
      ...sample.attributes,
    },
    events: [],
    links: [],
    resource: { 'service.name': 'shop' },
    scope: { name: 'heddle', version: '1', attributes: {} },
    droppedAttributesCount: 0,
  };
}

/** A log record as it comes in. */
export function sampleLog(log: Partial<RawLog>): RawLog {
  return {
    time: NOON as UnixNano, severityNumber: 9, severityText: 'INFO', eventName: '', body: null, attributes: {},
    resource: { 'service.name': 'shop' }, scope: { name: 'heddle', version: '1', attributes: {} }, ...log,
  };
}

/** An event of our own as the log record that carries it. */
export function sampleEventLog(session: string, sequence: number, type: string, payload: JsonObject = {}): RawLog {
  return sampleLog({
    eventName: `heddle.${type}`,
    body: { type, eventId: `evt_${session}_${sequence}`, sequence, sessionId: session, timeUnixNano: String(NOON), ...payload },
  });
}
