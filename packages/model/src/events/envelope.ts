import type { SpanId, TraceId } from '../ids.js';
import type { UnixNanoText } from '../units.js';

/** What every event carries. Its payload stands beside these fields, not inside one of them. */
export interface EventEnvelope {
  readonly eventId: string;
  /** Counts the events of a session from 1, without gaps: a reader knows when it missed one. */
  readonly sequence: number;
  readonly timeUnixNano: UnixNanoText;
  readonly sessionId: string;
  readonly roundId?: string;
  readonly postId?: string;
  /** The span this event belongs to. Start and end events of one operation name the same span. */
  readonly traceId?: TraceId;
  readonly spanId?: SpanId;
  readonly parentSpanId?: SpanId;
}

/** What went wrong, in the words of whoever raised it. */
export interface EventError {
  /** A low-cardinality name: an exception class or one of the end reasons. */
  readonly type: string;
  readonly message: string;
  readonly stack?: string;
}
