import { HEDDLE, type OperationEnd, type OperationStart } from '@heddle/model';
import type { Attributes } from '@opentelemetry/api';
import { jsonAttribute, type SpanEnding, type SpanOpening } from './encoded-span.js';

export function openOperationSpan(event: OperationStart): SpanOpening {
  const attributes: Attributes = {};
  for (const [key, value] of Object.entries(event.attributes)) {
    if (typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean') attributes[key] = value;
    else if (value !== null) attributes[key] = jsonAttribute(value);
  }
  if (event.input !== undefined) attributes[HEDDLE.operationInput] = jsonAttribute(event.input);
  return { name: event.name, kind: event.kind, client: false, attributes };
}

export function endOperationSpan(event: OperationEnd): SpanEnding {
  return {
    attributes: event.output === undefined ? {} : { [HEDDLE.operationOutput]: jsonAttribute(event.output) },
    error: event.error,
  };
}
