import type { EventError } from '@heddle/model';
import type { Attributes } from '@opentelemetry/api';

/** Name of the span event that tells of a failure. @see OpenTelemetry semantic conventions, exceptions on spans */
export const EXCEPTION_EVENT = 'exception';
export const EXCEPTION_STACK = 'exception.stacktrace';

export function exceptionAttributes(error: EventError): Attributes {
  return {
    'exception.type': error.type,
    'exception.message': error.message,
    ...(error.stack !== undefined && { [EXCEPTION_STACK]: error.stack }),
  };
}
