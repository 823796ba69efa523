import type { JsonObject, JsonValue } from './json.js';
import type { SpanId, TraceId } from './ids.js';
import type { UnixNano } from './units.js';

/**
 * One span as it came over the wire, decoded but not interpreted. Attribute values are plain JSON: an OTLP `kvlist`
 * is an object, an `array` an array, 64-bit integers are numbers when exact and decimal text when not, bytes are base64.
 *
 * @see OTLP `trace.proto`, message `Span`
 */
export interface RawSpan {
  readonly traceId: TraceId;
  readonly spanId: SpanId;
  /** Absent on a root. */
  readonly parentSpanId?: SpanId;
  readonly name: string;
  /** 0 unspecified, 1 internal, 2 server, 3 client, 4 producer, 5 consumer. */
  readonly otelKind: number;
  readonly startTime: UnixNano;
  /** 0 when the span has not ended, or its sender did not say. */
  readonly endTime: UnixNano;
  /** 0 unset, 1 ok, 2 error. */
  readonly statusCode: number;
  readonly statusMessage: string;
  readonly attributes: JsonObject;
  readonly events: readonly RawSpanEvent[];
  readonly links: readonly RawSpanLink[];
  readonly resource: JsonObject;
  readonly scope: { readonly name: string; readonly version: string; readonly attributes: JsonObject };
  readonly droppedAttributesCount: number;
}

export interface RawSpanEvent {
  readonly name: string;
  readonly time: UnixNano;
  readonly attributes: JsonObject;
}

export interface RawSpanLink {
  readonly traceId: TraceId;
  readonly spanId: SpanId;
  readonly attributes: JsonObject;
}

/**
 * One log record as it came over the wire, decoded but not interpreted.
 *
 * @see OTLP `logs.proto`, message `LogRecord`
 */
export interface RawLog {
  readonly traceId?: TraceId;
  readonly spanId?: SpanId;
  readonly time: UnixNano;
  readonly severityNumber: number;
  readonly severityText: string;
  /** `event_name`, or the older attribute `event.name`; empty when it is not an event. */
  readonly eventName: string;
  readonly body: JsonValue;
  readonly attributes: JsonObject;
  readonly resource: JsonObject;
  readonly scope: { readonly name: string; readonly version: string; readonly attributes: JsonObject };
}
