import { isJsonObject, type JsonObject, type JsonValue, type RawSpan, type SpanId, type TraceId, type UnixNano } from '@heddle/model';
import type { Attributes, Link } from '@opentelemetry/api';
import type { ReadableSpan } from '@opentelemetry/sdk-trace-base';
import { nanoOfHrTime } from './hr-time.js';

/** A span of the OpenTelemetry SDK as a server decodes it from the wire, without the wire. */
export function rawSpanOf(span: ReadableSpan): RawSpan {
  const { traceId, spanId } = span.spanContext();
  return {
    traceId: traceId as TraceId,
    spanId: spanId as SpanId,
    ...(span.parentSpanContext && { parentSpanId: span.parentSpanContext.spanId as SpanId }),
    name: span.name,
    otelKind: span.kind + 1, // The API counts kinds from 0, the wire from 1.
    startTime: nanoOfHrTime(span.startTime) as UnixNano,
    endTime: nanoOfHrTime(span.endTime) as UnixNano,
    statusCode: span.status.code,
    statusMessage: span.status.message ?? '',
    attributes: jsonOf(span.attributes),
    events: span.events.map(({ name, time, attributes }) => ({ name, time: nanoOfHrTime(time) as UnixNano, attributes: jsonOf(attributes) })),
    links: span.links.map(rawLink),
    resource: jsonOf(span.resource.attributes),
    scope: { name: span.instrumentationScope.name, version: span.instrumentationScope.version ?? '', attributes: {} },
    droppedAttributesCount: span.droppedAttributesCount,
  };
}

function rawLink({ context, attributes }: Link): RawSpan['links'][number] {
  return { traceId: context.traceId as TraceId, spanId: context.spanId as SpanId, attributes: jsonOf(attributes) };
}

function jsonOf(attributes: Attributes | undefined): JsonObject {
  const json: JsonValue = JSON.parse(JSON.stringify(attributes ?? {})) as JsonValue;
  return isJsonObject(json) ? json : {};
}
