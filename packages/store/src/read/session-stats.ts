import type { TraceTotals } from '@heddle/model';
import type { SessionStats } from '../analytics.js';
import type { Database } from '../engine/database.js';
import type { SessionQuery } from '../store.js';
import { conditionColumns, selectSessions, sessionConditions, sessionParameters, totalsOf } from './select-sessions.js';
import type { TotalsRow } from './select-sessions.js';

const SUMS = [
  'spans', 'llm_calls', 'tool_calls', 'code_runs', 'embedding_calls', 'errors', 'input_tokens', 'output_tokens', 'cache_read_tokens',
  'cache_write_tokens', 'reasoning_tokens', 'cost_usd', 'unpriced_llm_calls',
] as const satisfies readonly (keyof TotalsRow)[];

/** Adds sessions up by the UTC day they began. A cost that is unknown stays out of the sum; a sum of nothing but unknowns is unknown. */
export async function readSessionStats(database: Database, project: string, query: SessionQuery = {}): Promise<SessionStats> {
  const having = sessionConditions(query);
  const rows = await database.query<DayRow>(
    `SELECT toString(toDate32(fromUnixTimestamp64Nano(start_ns, 'UTC'))) AS day, count() AS sessions, countIf(s.status = 'error') AS failed,
       ${SUMS.map((name) => `sum(s.${name}) AS ${name}`).join(', ')}
     FROM (
       ${selectSessions([...new Set([...conditionColumns(query), 'start_ns', 'status', ...SUMS] as const)])}
       WHERE project = {project:String}
       GROUP BY session_id
       ${having.length === 0 ? '' : `HAVING ${having.join(' AND ')}`}
     ) AS s
     GROUP BY day ORDER BY day`,
    { ...sessionParameters(query), project },
  );
  const days = rows.map((row) => ({
    day: row.day, sessions: Number(row.sessions), failedSessions: Number(row.failed), totals: totalsOf(row),
  }));
  return {
    days,
    sessions: days.reduce((sum, day) => sum + day.sessions, 0),
    failedSessions: days.reduce((sum, day) => sum + day.failedSessions, 0),
    totals: days.reduce((sum, day) => addTotals(sum, day.totals), NO_TOTALS),
  };
}

interface DayRow extends TotalsRow {
  readonly day: string;
  readonly sessions: string;
  readonly failed: string;
}

const NO_TOTALS: TraceTotals = {
  spans: 0, llmCalls: 0, toolCalls: 0, codeRuns: 0, embeddingCalls: 0, errors: 0, inputTokens: 0, outputTokens: 0,
  cacheReadTokens: 0, cacheWriteTokens: 0, reasoningTokens: 0, costUsd: null, unpricedLlmCalls: 0,
};

function addTotals(one: TraceTotals, other: TraceTotals): TraceTotals {
  const sum = Object.fromEntries(
    (Object.keys(NO_TOTALS) as (keyof TraceTotals)[]).map((key) => [key, (one[key] ?? 0) + (other[key] ?? 0)]),
  ) as unknown as TraceTotals;
  return { ...sum, costUsd: one.costUsd === null && other.costUsd === null ? null : sum.costUsd };
}
