import type { JsonObject, RawSpan, SpanId, TraceId, UnixNano } from '@heddle/model';

const TRACE = '0af7651916cd43dd8448eb211c80319c' as TraceId;

/** A span of one second with these attributes; whatever else a test is about is given in `rest`. */
export function rawSpan(attributes: JsonObject, rest: Partial<RawSpan> = {}): RawSpan {
  return {
    traceId: TRACE,
    spanId: '00f067aa0ba902b7' as SpanId,
    name: 'span',
    otelKind: 1,
    startTime: 1_790_000_000_000_000_000n as UnixNano,
    endTime: 1_790_000_001_000_000_000n as UnixNano,
    statusCode: 0,
    statusMessage: '',
    attributes,
    events: [],
    links: [],
    resource: {},
    scope: { name: '', version: '', attributes: {} },
    droppedAttributesCount: 0,
    ...rest,
  };
}
