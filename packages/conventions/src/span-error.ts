import type { RawSpan, SpanRecord } from '@heddle/model';
import { textOf } from './attributes/text-of.js';
import type { SpanDraft } from './span-draft.js';

const OTEL_ERROR = 2;

/**
 * What went wrong, or `null`. A span failed when its status, its error type, its dialect or its finish reason says so;
 * an exception event alone does not: it may have been handled.
 */
export function spanError(draft: SpanDraft, span: RawSpan): SpanRecord['error'] {
  const sentType = textOf(span.attributes['error.type']);
  const failed = span.statusCode === OTEL_ERROR || draft.failed || sentType !== undefined
    || (draft.kind === 'llm' && draft.finishReasons?.includes('error') === true);
  if (!failed) return null;
  const exception = span.events.findLast((event) => event.name === 'exception')?.attributes;
  const type = plainType(sentType) ?? draft.errorType ?? textOf(exception?.['exception.type']) ?? textOf(span.attributes['exception.type']) ?? 'error';
  const message = span.statusMessage || draft.errorMessage || textOf(span.attributes['error.message'])
    || textOf(exception?.['exception.message']) || textOf(span.attributes['exception.message']) || '';
  return { type, message: withoutType(message, type) };
}

/** In Python the status of a span says the type once more: `ValueError: boom`. */
function withoutType(message: string, type: string): string {
  const name = type.slice(type.lastIndexOf('.') + 1);
  for (const start of [`${type}: `, `${name}: `]) if (message.startsWith(start)) return message.slice(start.length);
  return message;
}

/** Semantic Kernel writes a class as Python prints it: `<class 'a.b.SomeError'>`. */
function plainType(type: string | undefined): string | undefined {
  return type === undefined ? undefined : (/^<class '([\w.]+)'>$/.exec(type)?.[1] ?? type);
}
