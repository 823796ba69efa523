import type { CallAggregate, EventEnvelope, EventPayload, HeddleEvent, SpanId, TraceId } from '@heddle/model';
import { createId, msToUnixNano, unixNanoToMs } from '@heddle/model';
import { context, ROOT_CONTEXT, SpanKind, SpanStatusCode, trace, TraceFlags, type Context, type HrTime, type Span, type Tracer } from '@opentelemetry/api';
import { RandomIdGenerator } from '@opentelemetry/sdk-trace-base';
import { withoutContent, type Capture } from './capture.js';
import type { Clock } from './clock.js';
import type { SessionFacts } from './encoding/encoded-span.js';
import { EXCEPTION_EVENT, exceptionAttributes } from './encoding/exception-event.js';
import { hrTimeOf } from './encoding/hr-time.js';
import { spanLinks } from './encoding/span-links.js';
import { recordedSpan } from './encoding/recorded-span.js';
import { commonAttributes, endingAttributes, sharedAttributes, spanEnding, spanOpening } from './encoding/span-of-event.js';
import { errorFacts } from './error-facts.js';
import type { EventBus } from './handlers/event-bus.js';
import type { HeldSpan } from './held-span.js';
import type { Journal } from './journal/journal.js';
import type { Redactor } from './redact.js';
import { withSpanFacts } from './span-facts.js';
import type { Tracing } from './tracing.js';

const ids = new RandomIdGenerator();

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
  /**
   * Opens no span: when the operation has ended, its events are handed to this function, which may export them later.
   * For what comes in great numbers. Spans of libraries inside are not recorded. Default: a span is opened.
   */
  readonly hold?: (span: HeldSpan) => void;
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
  /** Records something that is over and whole: one event, and a child span with the event's own times. */
  report(payload: CallAggregate): void;
}

/** Makes all events and spans of one session. There is no other way to make them. */
export interface Observer {
  readonly sessionId: string;
  observe<Result>(operation: Operation<Result>, work: (observation: Observation) => Promise<Result>): Promise<Result>;
  note(payload: EventPayload): void;
  /** Exports the span of an operation that was held back. */
  exportHeld(span: HeldSpan): void;
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
  /** Where spans made of events go. Without it nothing can be held back: every operation opens its span at once. */
  readonly recorded?: Pick<Tracing, 'resource' | 'exportSpan'>;
}

/**
 * The one choke point: an event is redacted, journalled, then handed to the handlers; the span it opens or ends is
 * derived from that same event.
 */
export function createObserver(parts: ObserverParts): Observer {
  const { session, tracer, journal, bus, clock, redact, recorded } = parts;
  let sequence = parts.lastSequence ?? 0;
  const recordable = (payload: EventPayload) => redact(parts.capture === 'metadata' ? withoutContent(payload) : payload);

  function record(payload: EventPayload, atMs: number, place: SpanPlace): HeddleEvent {
    return append(recordable(payload), atMs, place);
  }

  /** Records what is redacted already. */
  function append(safe: EventPayload, atMs: number, place: SpanPlace): HeddleEvent {
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
    return event;
  }

  async function observe<Result>(
    operation: Operation<Result>,
    work: (observation: Observation) => Promise<Result>,
    parent: Parent | undefined,
  ): Promise<Result> {
    const startMs = clock.nowMs();
    const scope: EventScope = { ...parent?.scope, ...operation.scope };
    const start = recordable(operation.start);
    const held = operation.hold && recorded && parent;
    const { span, parentSpanId } = held ? holdSpan(held) : openSpan(start, startMs, scope, operation.parent === 'root' ? undefined : parent);
    const spanContext = span.spanContext();
    const traceId = spanContext.traceId as TraceId;
    const spanId = spanContext.spanId as SpanId;
    const place: SpanPlace = { ...scope, traceId, spanId, ...(parentSpanId && { parentSpanId }) };
    const withSpan = trace.setSpan(parent?.context ?? context.active(), span);
    // A parent's context has the facts already, unless the operation brings a round or post of its own.
    const within = parent && !operation.scope ? withSpan : withSpanFacts(withSpan, sharedAttributes(session, scope));
    const self: Parent = { scope, context: held ? trace.setSpan(within, trace.wrapSpanContext({ ...spanContext, traceFlags: TraceFlags.SAMPLED })) : within, spanId };
    let hasChildren = false;
    const observation: Observation = {
      traceId,
      spanId,
      startMs,
      observe: (child, childWork) => {
        hasChildren ||= !child.hold;
        return observe(child, childWork, self);
      },
      note: (payload) => void record(payload, clock.nowMs(), place),
      within: (inner) => context.with(within, inner),
      report: (payload) => report(payload, self),
    };

    const startEvent = append(start, startMs, place);
    let outcome: Outcome<Result>;
    try {
      const value = await context.with(within, () => work(observation));
      outcome = { kind: 'returned', value, durationMs: clock.nowMs() - startMs };
    } catch (error) {
      outcome = { kind: 'threw', error, durationMs: clock.nowMs() - startMs };
    }
    const endEvent = close(operation, outcome, span, startMs, place);
    if (held) operation.hold?.({ start: startEvent, end: endEvent, hasChildren });
    if (outcome.kind === 'threw') throw outcome.error;
    return outcome.value;
  }

  function report(payload: CallAggregate, parent: Parent): void {
    const startMs = unixNanoToMs(BigInt(payload.startUnixNano));
    const { span } = openSpan(payload, startMs, parent.scope, parent);
    const { traceId, spanId } = span.spanContext();
    record(payload, clock.nowMs(), { ...parent.scope, traceId: traceId as TraceId, spanId: spanId as SpanId, parentSpanId: parent.spanId });
    span.end(timeOf(startMs + payload.durationMs));
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
        links: [...(!parent && ambient ? [{ context: ambient }] : []), ...spanLinks(opening)],
      },
      parent?.context ?? ROOT_CONTEXT,
    );
    return { span, parentSpanId: parent?.spanId };
  }

  function close<Result>(operation: Operation<Result>, outcome: Outcome<Result>, span: Span, startMs: number, place: SpanPlace): HeddleEvent {
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
    return end;
  }

  return {
    sessionId: session.sessionId,
    observe: (operation, work) => observe(operation, work, undefined),
    note: (payload) => void record(payload, clock.nowMs(), {}),
    exportHeld: ({ start, end }) => {
      const span = recorded && recordedSpan(start, end, session, recorded.resource);
      if (span) recorded.exportSpan(span);
    },
  };
}

/** Stands in for a span: it has ids and records nothing, and nor does what libraries hang below it. */
function holdSpan(parent: Parent): { span: Span; parentSpanId: SpanId } {
  const { traceId } = trace.getSpanContext(parent.context)!;
  return { span: trace.wrapSpanContext({ traceId, spanId: ids.generateSpanId(), traceFlags: TraceFlags.NONE }), parentSpanId: parent.spanId };
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
