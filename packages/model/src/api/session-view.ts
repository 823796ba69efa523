import type { HeddleEvent } from '../events/heddle-event.js';
import type { TraceSummary, TraceTotals } from './trace-view.js';

/** One line of `GET /api/sessions`. */
export interface SessionSummary {
  readonly sessionId: string;
  /** The first query, or the name of the first trace. */
  readonly title: string;
  readonly app: string | null;
  readonly userId: string | null;
  readonly tags: readonly string[];
  readonly status: 'running' | 'ok' | 'error';
  /** ISO 8601. */
  readonly startTime: string;
  readonly lastTime: string;
  readonly rounds: number;
  readonly totals: TraceTotals;
  /** True when spans of it came a moment ago, so that its figures may still move. */
  readonly settling: boolean;
}

/** Answer of `GET /api/sessions`. */
export interface SessionList {
  readonly sessions: readonly SessionSummary[];
  readonly nextCursor?: string;
}

/** Answer of `GET /api/sessions/{id}`. */
export interface SessionView {
  readonly session: SessionSummary;
  /** A page of its traces, in the order of their start. */
  readonly traces: readonly TraceSummary[];
  /** Present when there are more traces: pass it as `cursor`. */
  readonly nextCursor?: string;
}

/** Answer of `GET /api/sessions/{id}/events`: our own sessions only; others have none. */
export interface SessionEvents {
  readonly events: readonly HeddleEvent[];
  /** With `content=short`: sequences of the events of which something was left out. */
  readonly shortened?: readonly number[];
  /** Present when there are more events: pass it as `after`. */
  readonly nextCursor?: string;
}
