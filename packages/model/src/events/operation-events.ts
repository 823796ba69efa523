import type { JsonObject, JsonValue } from '../json.js';
import type { SpanKind } from '../span-kind.js';
import type { EventError } from './envelope.js';

/** Any other step, named through the SDK. */
export interface OperationStart {
  readonly type: 'operation-start';
  readonly name: string;
  readonly kind: SpanKind;
  readonly input?: JsonValue;
  readonly attributes: JsonObject;
}

export interface OperationEnd {
  readonly type: 'operation-end';
  readonly name: string;
  readonly output?: JsonValue;
  readonly error?: EventError;
  readonly durationMs: number;
}
