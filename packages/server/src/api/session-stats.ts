import type { SessionSummary, TraceTotals } from '@heddle/model';

/** Answer of `GET /api/stats`: counts, tokens and cost over time, by the UTC day a session began. */
export interface Stats {
  /** Oldest first; days without sessions are left out. */
  readonly days: readonly DayStats[];
  readonly totals: TraceTotals;
  readonly sessions: number;
  readonly failedSessions: number;
  /** False when there are older sessions that were not counted. */
  readonly complete: boolean;
}

export interface DayStats {
  /** `2026-11-23`, UTC. */
  readonly day: string;
  readonly sessions: number;
  readonly failedSessions: number;
  readonly totals: TraceTotals;
}

const NO_TOTALS: TraceTotals = {
  spans: 0, llmCalls: 0, toolCalls: 0, codeRuns: 0, embeddingCalls: 0, errors: 0, inputTokens: 0, outputTokens: 0,
  cacheReadTokens: 0, cacheWriteTokens: 0, reasoningTokens: 0, costUsd: null, unpricedLlmCalls: 0,
};

/** Adds sessions up. A cost that is unknown stays out of the sum; a sum of nothing but unknowns is unknown. */
export function sessionStats(sessions: readonly SessionSummary[], complete: boolean): Stats {
  const days = new Map<string, SessionSummary[]>();
  for (const session of sessions) {
    const day = session.startTime.slice(0, 10);
    const ofDay = days.get(day);
    if (ofDay === undefined) days.set(day, [session]);
    else ofDay.push(session);
  }
  return {
    days: [...days].sort(([one], [other]) => (one < other ? -1 : 1)).map(([day, ofDay]) => ({ day, ...summed(ofDay) })),
    ...summed(sessions),
    complete,
  };
}

function summed(sessions: readonly SessionSummary[]): Omit<DayStats, 'day'> {
  return {
    sessions: sessions.length,
    failedSessions: sessions.filter((session) => session.status === 'error').length,
    totals: sessions.reduce((sum, session) => addTotals(sum, session.totals), NO_TOTALS),
  };
}

function addTotals(one: TraceTotals, other: TraceTotals): TraceTotals {
  const sum = Object.fromEntries(
    (Object.keys(NO_TOTALS) as (keyof TraceTotals)[]).map((key) => [key, (one[key] ?? 0) + (other[key] ?? 0)]),
  ) as unknown as TraceTotals;
  return { ...sum, costUsd: one.costUsd === null && other.costUsd === null ? null : sum.costUsd };
}
