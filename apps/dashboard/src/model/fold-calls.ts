import { callFailed, type Call } from './transcript.js';

export interface FoldedCalls {
  /** In the order they were made. */
  readonly shown: readonly Call[];
  readonly hidden: number;
}

/** Above this many calls on one line, unfolding shows the ones worth seeing and offers the rest. */
const UNFOLD_LIMIT = 50;

/**
 * Which calls of a line to show when it is unfolded: all of them up to the limit; above it the failed ones (the first
 * fifty), the slowest, the first and the last.
 */
export function foldCalls(calls: readonly Call[], showAll: boolean, limit: number = UNFOLD_LIMIT): FoldedCalls {
  if (showAll || calls.length <= limit) return { shown: calls, hidden: 0 };
  const kept = new Set<Call>([calls[0]!, calls.at(-1)!, slowestOf(calls)!]);
  for (const call of calls) {
    if (kept.size >= limit) break;
    if (callFailed(call) || call.status === 'running') kept.add(call);
  }
  const shown = calls.filter((call) => kept.has(call));
  return { shown, hidden: calls.length - shown.length };
}

/** The call that took longest, the first of several; `undefined` when there is none. */
export function slowestOf(calls: readonly Call[]): Call | undefined {
  let slowest = calls[0];
  for (const call of calls) if ((call.durationMs ?? 0) > (slowest?.durationMs ?? 0)) slowest = call;
  return slowest;
}
