import { type SpanRecord, unixNanoToIso } from '@heddle/model';
import { nestedAttributes } from './nested-attributes.js';

const STATUS_CODES = { ok: 'OK', error: 'ERROR', running: 'UNSET' } as const satisfies Record<SpanRecord['status'], string>;

/** One span in the list of its trace, as the public read API of AgentOps gives it. */
export function spanLine(span: SpanRecord) {
  const start = BigInt(span.startTimeUnixNano);
  const end = BigInt(span.endTimeUnixNano);
  return {
    span_id: span.spanId,
    parent_span_id: span.parentSpanId,
    span_name: span.sourceName,
    span_kind: span.kind,
    start_time: span.startTime,
    end_time: end === 0n ? null : unixNanoToIso(end),
    /** Nanoseconds; 0 while it runs. */
    duration: end > start ? Number(end - start) : 0,
    status_code: STATUS_CODES[span.status],
    status_message: span.error?.message ?? '',
  };
}

/** A span by itself: its line and its attributes. */
export function spanAnswer(span: SpanRecord) {
  return {
    ...spanLine(span),
    trace_id: span.traceId,
    attributes: nestedAttributes(span.attributes),
    resource_attributes: nestedAttributes(span.resource),
  };
}
