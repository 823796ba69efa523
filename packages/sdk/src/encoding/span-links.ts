import { TraceFlags, type Link } from '@opentelemetry/api';
import type { SpanOpening } from './encoded-span.js';

/** The links of a span in OpenTelemetry's shape. */
export function spanLinks(opening: SpanOpening): Link[] {
  return (opening.links ?? []).map(({ traceId, spanId }) => ({ context: { traceId, spanId, traceFlags: TraceFlags.SAMPLED } }));
}
