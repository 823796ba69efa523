import { HEDDLE, STARTED, type HeddleEvent, type SpanId, type TraceId } from '@heddle/model';
import { SpanKind, SpanStatusCode, TraceFlags, type HrTime, type SpanContext } from '@opentelemetry/api';
import type { Resource } from '@opentelemetry/resources';
import type { ReadableSpan } from '@opentelemetry/sdk-trace-base';
import type { SessionFacts } from './encoded-span.js';
import { commonAttributes, endingAttributes, spanEnding, spanOpening } from './span-of-event.js';

/** Name of the instrumentation scope of all our spans. */
export const SCOPE_NAME = 'heddle';

/**
 * The span that two events tell of, as the span processors take it: for calls held back when they ran, for
 * re-sending, and for what a crash left open.
 *
 * @param end - `undefined` gives a started span: end time 0 and `heddle.span.state=started`
 * @returns `undefined` when `start` opens no span
 */
export function recordedSpan(start: HeddleEvent, end: HeddleEvent | undefined, session: SessionFacts, resource: Resource): ReadableSpan | undefined {
  const opening = spanOpening(start, session);
  if (!opening || !start.traceId || !start.spanId) return undefined;
  const ending = end && spanEnding(end);
  const startTime = hrTime(BigInt(start.timeUnixNano));
  const endTime: HrTime = end ? hrTime(BigInt(end.timeUnixNano)) : [0, 0];
  const own = spanContext(start.traceId, start.spanId);
  return {
    name: opening.name,
    kind: opening.client ? SpanKind.CLIENT : SpanKind.INTERNAL,
    spanContext: () => own,
    parentSpanContext: start.parentSpanId && spanContext(start.traceId, start.parentSpanId),
    startTime,
    endTime,
    duration: end ? hrTime(BigInt(end.timeUnixNano) - BigInt(start.timeUnixNano)) : [0, 0],
    ended: end !== undefined,
    status: ending?.error ? { code: SpanStatusCode.ERROR, message: ending.error.message } : { code: SpanStatusCode.UNSET },
    attributes: {
      ...commonAttributes(opening, session, start),
      ...opening.attributes,
      ...(ending ? endingAttributes(ending) : { [HEDDLE.spanState]: STARTED }),
    },
    links: [],
    events: [],
    resource,
    instrumentationScope: { name: SCOPE_NAME },
    droppedAttributesCount: 0,
    droppedEventsCount: 0,
    droppedLinksCount: 0,
  };
}

function spanContext(traceId: TraceId, spanId: SpanId): SpanContext {
  return { traceId, spanId, traceFlags: TraceFlags.SAMPLED };
}

function hrTime(nano: bigint): HrTime {
  return [Number(nano / 1_000_000_000n), Number(nano % 1_000_000_000n)];
}
