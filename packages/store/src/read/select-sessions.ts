import type { TraceTotals } from '@heddle/model';
import { engineNano } from '../schema/time-text.js';
import type { SessionQuery } from '../store.js';

/** A trace counts as settling for two seconds after it was resolved: as long as the resolver waits for more of it. */
export const SELECT_SESSIONS = `
  SELECT
    session_id,
    argMin(t.title, (t.start_time, t.trace_id)) AS title,
    argMinIf(t.app, (t.start_time, t.trace_id), t.app != '') AS app,
    argMinIf(t.user_id, (t.start_time, t.trace_id), t.user_id != '') AS user_id,
    arraySort(groupUniqArrayArray(t.tags)) AS tags,
    multiIf(countIf(t.status = 'running') > 0, 'running', countIf(t.status = 'error') > 0, 'error', 'ok') AS status,
    toUnixTimestamp64Nano(min(t.start_time)) AS start_ns,
    toUnixTimestamp64Nano(max(t.last_time)) AS last_ns,
    uniqExact(t.round_id) AS rounds,
    max(t.resolved_at) > now64(6, 'UTC') - INTERVAL 2 SECOND AS settling,
    sum(t.spans) AS spans,
    sum(t.llm_calls) AS llm_calls,
    sum(t.tool_calls) AS tool_calls,
    sum(t.code_runs) AS code_runs,
    sum(t.embedding_calls) AS embedding_calls,
    sum(t.errors) AS errors,
    sum(t.input_tokens) AS input_tokens,
    sum(t.output_tokens) AS output_tokens,
    sum(t.cache_read_tokens) AS cache_read_tokens,
    sum(t.cache_write_tokens) AS cache_write_tokens,
    sum(t.reasoning_tokens) AS reasoning_tokens,
    sum(t.cost_usd) AS cost_usd,
    sum(t.unpriced_llm_calls) AS unpriced_llm_calls
  FROM traces AS t FINAL`;

/** Conditions to be joined with AND after the grouping, on the values that {@link sessionParameters} gives. */
export function sessionConditions(query: SessionQuery): string[] {
  const having: string[] = [];
  if (query.status !== undefined) having.push('status = {status:String}');
  if (query.userId !== undefined) having.push('user_id = {userId:String}');
  if (query.tag !== undefined) having.push('has(tags, {tag:String})');
  if (query.app !== undefined) having.push('app = {app:String}');
  if (query.title !== undefined) having.push('positionCaseInsensitiveUTF8(title, {title:String}) > 0');
  if (query.from !== undefined) having.push('start_ns >= {from:Int64}');
  if (query.to !== undefined) having.push('start_ns < {to:Int64}');
  return having;
}

export function sessionParameters(query: SessionQuery): Readonly<Record<string, unknown>> {
  return { ...query, from: engineNano(query.from), to: engineNano(query.to) };
}

/** Columns of {@link SELECT_SESSIONS} that add up. */
export interface TotalsRow {
  readonly spans: string;
  readonly llm_calls: string;
  readonly tool_calls: string;
  readonly code_runs: string;
  readonly embedding_calls: string;
  readonly errors: string;
  readonly input_tokens: string;
  readonly output_tokens: string;
  readonly cache_read_tokens: string;
  readonly cache_write_tokens: string;
  readonly reasoning_tokens: string;
  readonly cost_usd: number | null;
  readonly unpriced_llm_calls: string;
}

export function totalsOf(row: TotalsRow): TraceTotals {
  return {
    spans: Number(row.spans),
    llmCalls: Number(row.llm_calls),
    toolCalls: Number(row.tool_calls),
    codeRuns: Number(row.code_runs),
    embeddingCalls: Number(row.embedding_calls),
    errors: Number(row.errors),
    inputTokens: Number(row.input_tokens),
    outputTokens: Number(row.output_tokens),
    cacheReadTokens: Number(row.cache_read_tokens),
    cacheWriteTokens: Number(row.cache_write_tokens),
    reasoningTokens: Number(row.reasoning_tokens),
    costUsd: row.cost_usd,
    unpricedLlmCalls: Number(row.unpriced_llm_calls),
  };
}
