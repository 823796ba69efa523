import type { EventEnvelope, EventPayload, HeddleEvent, SpanId, TraceId } from '@heddle/model';
import { createId, msToUnixNano } from '@heddle/model';
import { context, ROOT_CONTEXT, SpanKind, SpanStatusCode, trace, type Context, type HrTime, type Span, type Tracer } from '@opentelemetry/api';
import { withoutContent, type Capture } from './capture.js';
import type { Clock } from './clock.js';
import type { SessionFacts } from './encoding/encoded-span.js';
import { EXCEPTION_EVENT, exceptionAttributes } from './encoding/exception-event.js';
import { hrTimeOf } from './encoding/hr-time.js';
import { commonAttributes, endingAttributes, sharedAttributes, spanEnding, spanOpening } from './encoding/span-of-event.js';
import { errorFacts } from './error-facts.js';
import type { EventBus } from './handlers/event-bus.js';
import type { Journal } from './journal/journal.js';
import type { Redactor } from './redact.js';
import { withSpanFacts } from './span-facts.js';

/** How the work of an operation came out. */
export type Outcome<Result> =
  | { readonly kind: 'returned'; readonly value: Result; readonly durationMs: number }
  | { readonly kind: 'threw'; readonly error: unknown; readonly durationMs: number };

/** Something with a duration: its start event opens a span, its end event ends it. */
export interface Operation<Result> {
  /** One of the payloads that open a span: `round-start`, `post-start`, `model-call-request`, `cell-start`, `call-start`, `operation-start`. */
  readonly start: EventPayload;
  /** The payload that ends it. Called once, whatever happens; it must not throw. */
  readonly end: (outcome: Outcome<Result>) => EventPayload;
  /** Round and post that everything inside belongs to; default those of the parent. */
  readonly scope?: EventScope;
  /** `root` starts a new trace with a link to the caller's span; default: below the observation it is made on. */
  readonly parent?: 'root';
}

export type EventScope = Pick<EventEnvelope, 'roundId' | 'postId'>;

/** An operation that is under way. Hand it on explicitly: parents are never guessed where several things interleave. */
export interface Observation {
  readonly traceId: TraceId;
  readonly spanId: SpanId;
  /** Milliseconds since the Unix epoch. */
  readonly startMs: number;
  observe<Result>(operation: Operation<Result>, work: (observation: Observation) => Promise<Result>): Promise<Result>;
  /** Records an instant or a delta that belongs to this operation. */
  note(payload: EventPayload): void;
  /** Runs `work` with this operation's span as the ambient one, so that HTTP and database spans nest below it. */
  within<Result>(work: () => Result): Result;
}

/** Makes all events and spans of one session. There is no other way to make them. */
export interface Observer {
  readonly sessionId: string;
  observe<Result>(operation: Operation<Result>, work: (observation: Observation) => Promise<Result>): Promise<Result>;
  note(payload: EventPayload): void;
}

export interface ObserverParts {
  readonly session: SessionFacts;
  readonly tracer: Tracer;
  readonly journal: Journal;
  readonly bus: EventBus;
  readonly clock: Clock;
  readonly redact: Redactor;
  /** Default `full`. */
  readonly capture?: Capture;
  /** Last sequence already in the journal; default 0. */
  readonly lastSequence?: number;
}

/**
 * The one choke point: an event is redacted, journalled, then handed to the handlers; the span it opens or ends is
 * derived from that same event.
 */
export function createObserver(parts: ObserverParts): Observer {
  const { session, tracer, journal, bus, clock, redact } = parts;
  let sequence = parts.lastSequence ?? 0;
  const recordable = (payload: EventPayload) => redact(parts.capture === 'metadata' ? withoutContent(payload) : payload);

  function record(payload: EventPayload, atMs: number, place: SpanPlace): EventPayload {
    const safe = recordable(payload);
    const event: HeddleEvent = {
      eventId: createId('event', Math.floor(atMs)),
      sequence: ++sequence,
      timeUnixNano: msToUnixNano(atMs).toString(),
      sessionId: session.sessionId,
      ...place,
      ...safe,
    };
    journal.append(event);
    bus.publish(event);
    return safe;
  }

  async function observe<Result>(
    operation: Operation<Result>,
    work: (observation: Observation) => Promise<Result>,
    parent: Parent | undefined,
  ): Promise<Result> {
    const startMs = clock.nowMs();
    const scope: EventScope = { ...parent?.scope, ...operation.scope };
    const start = recordable(operation.start);
    const { span, parentSpanId } = openSpan(start, startMs, scope, operation.parent === 'root' ? undefined : parent);
    const spanContext = span.spanContext();
    const traceId = spanContext.traceId as TraceId;
    const spanId = spanContext.spanId as SpanId;
    const place: SpanPlace = { ...scope, traceId, spanId, ...(parentSpanId && { parentSpanId }) };
    const within = withSpanFacts(trace.setSpan(parent?.context ?? context.active(), span), sharedAttributes(session, scope));
    const self: Parent = { scope, context: within, spanId };
    const observation: Observation = {
      traceId,
      spanId,
      startMs,
      observe: (child, childWork) => observe(child, childWork, self),
      note: (payload) => void record(payload, clock.nowMs(), place),
      within: (inner) => context.with(within, inner),
    };

    record(start, startMs, place);
    let outcome: Outcome<Result>;
    try {
      const value = await context.with(within, () => work(observation));
      outcome = { kind: 'returned', value, durationMs: clock.nowMs() - startMs };
    } catch (error) {
      outcome = { kind: 'threw', error, durationMs: clock.nowMs() - startMs };
    }
    close(operation, outcome, span, startMs, place);
    if (outcome.kind === 'threw') throw outcome.error;
    return outcome.value;
  }

  function openSpan(start: EventPayload, startMs: number, scope: EventScope, parent: Parent | undefined): { span: Span; parentSpanId?: SpanId } {
    const opening = spanOpening(start, session);
    if (!opening) throw new TypeError(`A "${start.type}" event opens no span; record it with note().`);
    const ambient = trace.getSpanContext(context.active());
    const span = tracer.startSpan(
      opening.name,
      {
        kind: opening.client ? SpanKind.CLIENT : SpanKind.INTERNAL,
        startTime: timeOf(startMs),
        attributes: { ...opening.attributes, ...commonAttributes(opening, session, scope) },
        ...(!parent && ambient && { links: [{ context: ambient }] }),
      },
      parent?.context ?? ROOT_CONTEXT,
    );
    return { span, parentSpanId: parent?.spanId };
  }

  function close<Result>(operation: Operation<Result>, outcome: Outcome<Result>, span: Span, startMs: number, place: SpanPlace): void {
    const endMs = startMs + outcome.durationMs;
    const end = record(withFailure(operation.end(outcome), outcome), endMs, place);
    const ending = spanEnding(end);
    if (ending) span.setAttributes(endingAttributes(ending));
    const error = ending?.error ?? (outcome.kind === 'threw' ? errorFacts(outcome.error) : undefined);
    if (error) {
      span.setStatus({ code: SpanStatusCode.ERROR, message: error.message });
      span.addEvent(EXCEPTION_EVENT, exceptionAttributes(error), timeOf(endMs));
    }
    span.end(timeOf(endMs));
  }

  return {
    sessionId: session.sessionId,
    observe: (operation, work) => observe(operation, work, undefined),
    note: (payload) => void record(payload, clock.nowMs(), {}),
  };
}

/** Event and span say the same: work that threw has failed, also where the caller's end event does not say so. */
function withFailure<Result>(end: EventPayload, outcome: Outcome<Result>): EventPayload {
  if (outcome.kind === 'returned' || (end.type !== 'operation-end' && end.type !== 'post-end') || end.error) return end;
  return { ...end, error: errorFacts(outcome.error) };
}

/** The time that the event says, to the nanosecond: a span sent again from the journal must be the same span. */
function timeOf(ms: number): HrTime {
  return hrTimeOf(msToUnixNano(ms));
}

type SpanPlace = Partial<Pick<EventEnvelope, 'roundId' | 'postId' | 'traceId' | 'spanId' | 'parentSpanId'>>;

interface Parent {
  readonly scope: EventScope;
  readonly context: Context;
  readonly spanId: SpanId;
}
