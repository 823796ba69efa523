import type { EventError, SpanRecord } from '@heddle/model';

/** What went wrong in a span, with the stack where its exception has one. */
export function errorOfSpan(span: SpanRecord): EventError | undefined {
  if (!span.error) return undefined;
  const exception = span.events.findLast((event) => event.name === 'exception')?.attributes;
  const stack = exception?.['exception.stacktrace'] ?? span.attributes['exception.stacktrace'];
  return typeof stack === 'string' && stack !== '' ? { ...span.error, stack } : span.error;
}

/** The name of an error without the package it is of: `ModelHTTPError`. */
export function shortErrorType(type: string): string {
  return type.slice(type.lastIndexOf('.') + 1) || type;
}
