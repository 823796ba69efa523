import { HEDDLE, type EventEnvelope, type EventPayload, type HeddleEvent, type SpanRecord } from '@heddle/model';
import { SCOPE_NAME } from '../encoding/recorded-span.js';
import { optionalTextAt } from './attribute-readers.js';
import { aggregateOfSpan, callOfSpan } from './call-of-span.js';
import { cellOfSpan } from './cell-of-span.js';
import type { DecodedSpan } from './decoded-span.js';
import { modelCallOfSpan } from './model-call-of-span.js';
import { operationOfSpan } from './operation-of-span.js';
import { postOfSpan } from './post-of-span.js';
import { roundOfSpan } from './round-of-span.js';

/**
 * The inverse of the span encoding: the start and end events that Heddle's own spans were made from. Deltas, outputs and
 * notes are not on spans and do not come back; spans of other libraries are left out.
 *
 * @param spans - of one session, in any order; repeated spans count once, the last one wins
 * @returns in the order of time, starts before what they contain; ids and sequence numbers of events are made anew
 */
export function eventsFromSpans(spans: readonly SpanRecord[]): HeddleEvent[] {
  const known = new Map(spans.map((span) => [`${span.traceId}:${span.spanId}`, span]));
  const depthOf = (span: SpanRecord): number => {
    let depth = 0;
    for (let at: SpanRecord | undefined = span; at?.parentSpanId && depth < known.size; depth++) at = known.get(`${at.traceId}:${at.parentSpanId}`);
    return depth;
  };
  const moments: Moment[] = [];
  for (const span of known.values()) {
    const decoded = decodeSpan(span);
    if (!decoded) continue;
    const depth = depthOf(span);
    moments.push({ span, payload: decoded.start, timeUnixNano: span.startTimeUnixNano, isEnd: false, depth });
    if (span.status !== 'running' && decoded.end) moments.push({ span, payload: decoded.end(), timeUnixNano: span.endTimeUnixNano, isEnd: true, depth });
  }
  return moments.sort(inTime).map((moment, index) => ({ ...envelopeOf(moment, index + 1), ...moment.payload }) as HeddleEvent);
}

interface Moment {
  readonly span: SpanRecord;
  readonly payload: EventPayload;
  readonly timeUnixNano: string;
  readonly isEnd: boolean;
  readonly depth: number;
}

function decodeSpan(span: SpanRecord): DecodedSpan | undefined {
  if (span.scope.name !== SCOPE_NAME) return undefined;
  const has = (key: string) => Object.hasOwn(span.attributes, key);
  // An operation may carry any attribute; it is asked first, so that its caller's cannot make it something else.
  if (has(HEDDLE.operationName)) return operationOfSpan(span);
  if (has(HEDDLE.callAggregate)) return aggregateOfSpan(span);
  if (has(HEDDLE.callId)) return callOfSpan(span);
  if (has(HEDDLE.cellId)) return cellOfSpan(span);
  if (has(HEDDLE.modelCallId)) return modelCallOfSpan(span);
  if (has(HEDDLE.postFrom)) return postOfSpan(span);
  if (has(HEDDLE.roundIndex)) return roundOfSpan(span);
  return undefined;
}

/** Equal times: starts from the outside in, then ends from the inside out. */
function inTime(one: Moment, other: Moment): number {
  const [a, b] = [BigInt(one.timeUnixNano), BigInt(other.timeUnixNano)];
  if (a !== b) return a < b ? -1 : 1;
  if (one.isEnd !== other.isEnd) return one.isEnd ? 1 : -1;
  return one.isEnd ? other.depth - one.depth : one.depth - other.depth;
}

function envelopeOf({ span, timeUnixNano, isEnd }: Moment, sequence: number): EventEnvelope {
  const roundId = optionalTextAt(span, HEDDLE.roundId);
  const postId = optionalTextAt(span, HEDDLE.postId);
  return {
    eventId: `evt_${span.spanId}_${isEnd ? 'end' : 'start'}`,
    sequence,
    timeUnixNano,
    sessionId: span.sessionId ?? '',
    ...(roundId !== undefined && { roundId }),
    ...(postId !== undefined && { postId }),
    traceId: span.traceId,
    spanId: span.spanId,
    ...(span.parentSpanId && { parentSpanId: span.parentSpanId }),
  };
}
