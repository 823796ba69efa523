/** A trace of which something was written since it was last resolved. All times in milliseconds. */
export interface PendingTrace {
  readonly firstTouch: number;
  readonly lastTouch: number;
  /** How long its last resolution took: large traces are not resolved all the time. */
  readonly lastCostMs: number;
  /** When its last resolution ended; 0 when it has none. */
  readonly lastResolved: number;
}

/** How long a trace must be quiet. */
const QUIET_MS = 300;
/** How long a busy trace may wait at most. */
const PATIENCE_MS = 2_000;
/** A trace may take up one part in this many of the time with its resolutions. */
const COST_SHARE = 20;

/** When a trace is to be resolved: once it is quiet, or has waited long enough, and not more often than it is worth. */
export function dueTime(trace: PendingTrace): number {
  const due = Math.min(trace.lastTouch + QUIET_MS, trace.firstTouch + PATIENCE_MS);
  return Math.max(due, trace.lastResolved + trace.lastCostMs * COST_SHARE);
}
