import { GEN_AI, type EventError, type EventPayload, type SpanRecord } from '@heddle/model';
import { EXCEPTION_EVENT, EXCEPTION_STACK } from '../encoding/exception-event.js';
import { optionalTextAt } from './attribute-readers.js';

/** The payloads that a span was encoded from. */
export interface DecodedSpan {
  readonly start: EventPayload;
  /** Called for ended spans only. */
  readonly end?: () => EventPayload;
}

/** What went wrong, with its stack; `undefined` on a span that did not fail. */
export function errorOf(span: SpanRecord): EventError | undefined {
  if (!span.error) return undefined;
  const stack = span.events.findLast((event) => event.name === EXCEPTION_EVENT)?.attributes[EXCEPTION_STACK];
  return {
    type: optionalTextAt(span, GEN_AI.errorType) ?? span.error.type,
    message: span.error.message,
    ...(typeof stack === 'string' && { stack }),
  };
}

/** As an end event's optional field. */
export function failureOf(span: SpanRecord): { readonly error?: EventError } {
  const error = errorOf(span);
  return error ? { error } : {};
}

export function durationOf(span: SpanRecord): number {
  return span.durationMs ?? 0;
}
