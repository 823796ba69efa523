import type { TraceTotals } from '@heddle/model';
import { engineNano } from '../schema/time-text.js';
import type { SessionQuery } from '../store.js';

/** What is said of a session, from the traces `t` it has. */
const SESSION_COLUMNS = {
  title: 'argMin(t.title, (t.start_time, t.trace_id))',
  app: "argMinIf(t.app, (t.start_time, t.trace_id), t.app != '')",
  user_id: "argMinIf(t.user_id, (t.start_time, t.trace_id), t.user_id != '')",
  tags: 'arraySort(groupUniqArrayArray(t.tags))',
  status: "multiIf(countIf(t.status = 'running') > 0, 'running', countIf(t.status = 'error') > 0, 'error', 'ok')",
  start_ns: 'toUnixTimestamp64Nano(min(t.start_time))',
  last_ns: 'toUnixTimestamp64Nano(max(t.last_time))',
  /** When it was last active. A time that has yet to come is garbage, and would stand above everything for ever. */
  active_ns: "toUnixTimestamp64Nano(if(max(t.last_time) > now64(9, 'UTC') + INTERVAL 1 DAY, max(t.start_time), max(t.last_time)))",
  rounds: 'uniqExact(t.round_id)',
  /** A trace counts as settling for two seconds after it was resolved: as long as the resolver waits for more of it. */
  settling: "max(t.resolved_at) > now64(6, 'UTC') - INTERVAL 2 SECOND",
  spans: 'sum(t.spans)',
  llm_calls: 'sum(t.llm_calls)',
  tool_calls: 'sum(t.tool_calls)',
  code_runs: 'sum(t.code_runs)',
  embedding_calls: 'sum(t.embedding_calls)',
  errors: 'sum(t.errors)',
  input_tokens: 'sum(t.input_tokens)',
  output_tokens: 'sum(t.output_tokens)',
  cache_read_tokens: 'sum(t.cache_read_tokens)',
  cache_write_tokens: 'sum(t.cache_write_tokens)',
  reasoning_tokens: 'sum(t.reasoning_tokens)',
  cost_usd: 'sum(t.cost_usd)',
  unpriced_llm_calls: 'sum(t.unpriced_llm_calls)',
} as const;

export type SessionColumn = keyof typeof SESSION_COLUMNS;

/** A SELECT of sessions, to be followed by conditions on traces and a grouping by `session_id`. @param names - all columns by default */
export function selectSessions(names: readonly SessionColumn[] = Object.keys(SESSION_COLUMNS) as SessionColumn[]): string {
  return `SELECT ${['session_id', ...names.map((name) => `${SESSION_COLUMNS[name]} AS ${name}`)].join(', ')} FROM traces AS t FINAL`;
}

/** The column that each field of a query looks at, and how. */
const CONDITIONS = {
  status: ['status', 'status = {status:String}'],
  user: ['user_id', 'user_id = {user:String}'],
  tag: ['tags', 'has(tags, {tag:String})'],
  app: ['app', 'app = {app:String}'],
  title: ['title', 'positionCaseInsensitiveUTF8(title, {title:String}) > 0'],
  from: ['start_ns', 'start_ns >= {from:Int64}'],
  to: ['start_ns', 'start_ns < {to:Int64}'],
} as const satisfies Readonly<Record<keyof SessionQuery, readonly [SessionColumn, string]>>;

/** Conditions to be joined with AND after the grouping, on the values that {@link sessionParameters} gives. */
export function sessionConditions(query: SessionQuery): string[] {
  return askedOf(query).map((key) => CONDITIONS[key][1]);
}

/** Columns that the conditions name. */
export function conditionColumns(query: SessionQuery): readonly SessionColumn[] {
  return [...new Set(askedOf(query).map((key) => CONDITIONS[key][0]))];
}

function askedOf(query: SessionQuery): readonly (keyof SessionQuery)[] {
  return (Object.keys(CONDITIONS) as (keyof SessionQuery)[]).filter((key) => query[key] !== undefined);
}

export function sessionParameters(query: SessionQuery): Readonly<Record<string, unknown>> {
  return { ...query, from: engineNano(query.from), to: engineNano(query.to) };
}

/** Columns of sessions that add up. */
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
