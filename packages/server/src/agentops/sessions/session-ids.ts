import { hash } from 'node:crypto';
import { type SpanId, type TraceId, parseSpanId, parseTraceId } from '@heddle/model';

/** The trace of a session: its UUID without dashes. `undefined` when the text is no UUID, or one of zeros only. */
export function traceIdOf(sessionId: string): TraceId | undefined {
  return UUID.test(sessionId) ? parseTraceId(sessionId.replaceAll('-', '').toLowerCase()) : undefined;
}

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;

/** The span of a session, an agent or an event, from the id that the client made for it. A span id has room for half a UUID. */
export function spanIdOf(id: string): SpanId {
  const digits = hash('sha256', id.toLowerCase());
  return parseSpanId(digits.slice(0, 16)) ?? (digits.slice(16, 32) as SpanId);
}
