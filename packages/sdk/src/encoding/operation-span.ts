import { HEDDLE, type OperationEnd, type OperationStart } from '@heddle/model';
import { jsonAttribute, type SpanEnding, type SpanOpening } from './encoded-span.js';
import { structuredAttributes } from './structured-attributes.js';

export function openOperationSpan(event: OperationStart): SpanOpening {
  return {
    name: event.name,
    kind: event.kind,
    client: false,
    attributes: {
      ...structuredAttributes(event.attributes),
      [HEDDLE.operationName]: event.name,
      ...(event.input !== undefined && { [HEDDLE.operationInput]: jsonAttribute(event.input) }),
    },
  };
}

export function endOperationSpan(event: OperationEnd): SpanEnding {
  return {
    attributes: event.output === undefined ? {} : { [HEDDLE.operationOutput]: jsonAttribute(event.output) },
    error: event.error,
  };
}
