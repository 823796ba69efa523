import type { HeddleEvent } from '../events/heddle-event.js';
import type { TraceId } from '../ids.js';

/**
 * What `GET /api/live` pushes, one JSON object per server-sent event, the SSE `event` field being `kind`.
 * `?sessionId=` or `?traceId=` narrows it.
 */
export type LiveMessage =
  | { readonly kind: 'event'; readonly event: HeddleEvent }
  | { readonly kind: 'spans'; readonly traceId: TraceId; readonly sessionId: string | null; readonly spanIds: readonly string[] }
  | { readonly kind: 'lagged'; readonly missed: number };
