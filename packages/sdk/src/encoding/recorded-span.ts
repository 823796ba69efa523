import { HEDDLE, msToUnixNano, STARTED, type HeddleEvent, type SpanId, type TraceId } from '@heddle/model';
import { SpanKind, SpanStatusCode, TraceFlags, type HrTime, type SpanContext } from '@opentelemetry/api';
import type { Resource } from '@opentelemetry/resources';
import type { ReadableSpan } from '@opentelemetry/sdk-trace-base';
import type { SessionFacts } from './encoded-span.js';
import { spanLinks } from './span-links.js';
import { EXCEPTION_EVENT, exceptionAttributes } from './exception-event.js';
import { hrTimeOf } from './hr-time.js';
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
  const { startNano, endNano } = timesOf(start, end);
  const endTime: HrTime = endNano === undefined ? [0, 0] : hrTimeOf(endNano);
  const own = spanContext(start.traceId, start.spanId);
  return {
    name: opening.name,
    kind: opening.client ? SpanKind.CLIENT : SpanKind.INTERNAL,
    spanContext: () => own,
    parentSpanContext: start.parentSpanId && spanContext(start.traceId, start.parentSpanId),
    startTime: hrTimeOf(startNano),
    endTime,
    duration: endNano === undefined ? [0, 0] : hrTimeOf(endNano - startNano),
    ended: endNano !== undefined,
    status: ending?.error ? { code: SpanStatusCode.ERROR, message: ending.error.message } : { code: SpanStatusCode.UNSET },
    attributes: {
      ...opening.attributes,
      ...commonAttributes(opening, session, start),
      ...(ending && endingAttributes(ending)),
      ...(endNano === undefined && { [HEDDLE.spanState]: STARTED }),
    },
    links: spanLinks(opening),
    events: ending?.error ? [{ name: EXCEPTION_EVENT, time: endTime, attributes: exceptionAttributes(ending.error), droppedAttributesCount: 0 }] : [],
    resource,
    instrumentationScope: { name: SCOPE_NAME },
    droppedAttributesCount: 0,
    droppedEventsCount: 0,
    droppedLinksCount: 0,
  };
}

/** An aggregate is written when everything is over: it brings its own times and needs no end event. */
function timesOf(start: HeddleEvent, end: HeddleEvent | undefined): { readonly startNano: bigint; readonly endNano?: bigint } {
  if (start.type === 'call-aggregate') {
    const startNano = BigInt(start.startUnixNano);
    return { startNano, endNano: startNano + msToUnixNano(start.durationMs) };
  }
  return { startNano: BigInt(start.timeUnixNano), endNano: end && BigInt(end.timeUnixNano) };
}

function spanContext(traceId: TraceId, spanId: SpanId): SpanContext {
  return { traceId, spanId, traceFlags: TraceFlags.SAMPLED };
}
