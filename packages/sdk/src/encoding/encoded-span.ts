import type { EventError, JsonValue, SpanId, SpanKind, TraceId } from '@heddle/model';
import type { Attributes } from '@opentelemetry/api';

/** What a start event says about its span. */
export interface SpanOpening {
  readonly name: string;
  readonly kind: SpanKind;
  /** True for a call to another machine: OpenTelemetry's kind CLIENT instead of INTERNAL. */
  readonly client: boolean;
  readonly attributes: Attributes;
  /** Spans of other traces that it has to do with. */
  readonly links?: readonly { readonly traceId: TraceId; readonly spanId: SpanId }[];
}

/** What an end event says about its span. */
export interface SpanEnding {
  readonly attributes: Attributes;
  /** Present when the operation failed. */
  readonly error?: EventError;
  /** Why a span ended that could not end by itself: `timeout`, `kernel-exit`, `host-crash`, ... */
  readonly endReason?: string;
}

/** Facts of the session that stand on its spans. */
export interface SessionFacts {
  readonly sessionId: string;
  readonly app: string;
  readonly userId?: string;
  readonly tags: readonly string[];
}

/** JSON text of a value: how structured content travels in a span attribute. */
export function jsonAttribute(value: JsonValue | object): string {
  return JSON.stringify(value);
}
