import type { HeddleEvent } from '@heddle/model';
import type { Resource } from '@opentelemetry/resources';
import type { ReadableSpan } from '@opentelemetry/sdk-trace-base';
import type { SessionFacts } from './encoded-span.js';
import { recordedSpan } from './recorded-span.js';
import { spanEnding, spanOpening } from './span-of-event.js';

/** Facts of a session from its first event; without one, what the ids alone tell. */
export function sessionFacts(event: HeddleEvent): SessionFacts {
  if (event.type !== 'session-start') return { sessionId: event.sessionId, app: 'heddle', tags: [] };
  const { sessionId, app, userId, tags } = event;
  return { sessionId, app, ...(userId !== undefined && { userId }), tags };
}

/**
 * All spans that a session's events tell of, in the order of their start events. Spans without an end event come as
 * started spans.
 *
 * @param events - one session's events in order, from its first
 */
export function spansOfEvents(events: readonly HeddleEvent[], resource: Resource): readonly ReadableSpan[] {
  const [first] = events;
  if (!first) return [];
  const session = sessionFacts(first);
  const ends = new Map<string, HeddleEvent>();
  for (const event of events) if (event.spanId && spanEnding(event)) ends.set(event.spanId, event);
  return events.flatMap((event) => {
    if (!event.spanId || !spanOpening(event, session)) return [];
    return recordedSpan(event, ends.get(event.spanId), session, resource) ?? [];
  });
}
