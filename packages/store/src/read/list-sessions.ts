import { unixNanoToIso } from '@heddle/model';
import type { SessionList, SessionSummary, SessionView, TraceSummary } from '@heddle/model';
import type { Database } from '../engine/database.js';
import type { Page, SessionQuery } from '../store.js';
import { engineNano } from '../schema/time-text.js';
import { decodeCursor, encodeCursor, pageLimit } from './cursor.js';

/** Newest first by their start. */
export async function listSessions(database: Database, project: string, page: Page = {}, query: SessionQuery = {}): Promise<SessionList> {
  const limit = pageLimit(page.limit, { standard: 50, max: 1_000 });
  const [startNs, sessionId] = page.cursor === undefined ? [undefined, undefined] : decodeCursor(page.cursor, ['integer', 'text']);
  const having = conditions(query);
  if (startNs !== undefined) having.push('(start_ns, session_id) < ({startNs:Int64}, {sessionId:String})');
  const rows = await database.query<SessionRow>(
    `${SELECT_SESSIONS}
     WHERE project = {project:String}
     GROUP BY session_id
     ${having.length === 0 ? '' : `HAVING ${having.join(' AND ')}`}
     ORDER BY start_ns DESC, session_id DESC
     LIMIT {limit:UInt32}`,
    { ...query, from: engineNano(query.from), to: engineNano(query.to), project, limit: limit + 1, startNs: startNs ?? '0', sessionId: sessionId ?? '' },
  );
  const sessions = rows.slice(0, limit);
  const last = sessions.at(-1);
  return {
    sessions: sessions.map(toSummary),
    ...(last && rows.length > limit && { nextCursor: encodeCursor([last.start_ns, last.session_id]) }),
  };
}

function conditions(query: SessionQuery): string[] {
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

/** A session with its traces in the order of their start; `undefined` when there is none of that id. */
export async function readSession(database: Database, project: string, sessionId: string): Promise<SessionView | undefined> {
  const parameters = { project, sessionId };
  const [sessions, traces] = await Promise.all([
    database.query<SessionRow>(
      `${SELECT_SESSIONS} WHERE project = {project:String} AND session_id = {sessionId:String} GROUP BY session_id`, parameters,
    ),
    database.query<{ summary: string }>(
      `SELECT summary FROM traces FINAL WHERE project = {project:String} AND session_id = {sessionId:String}
       ORDER BY start_time, trace_id LIMIT 10000`,
      parameters,
    ),
  ]);
  if (!sessions[0]) return undefined;
  return { session: toSummary(sessions[0]), traces: traces.map(({ summary }) => JSON.parse(summary) as TraceSummary) };
}

interface SessionRow {
  readonly session_id: string;
  readonly title: string;
  readonly app: string;
  readonly user_id: string;
  readonly tags: readonly string[];
  readonly status: 'running' | 'ok' | 'error';
  readonly start_ns: string;
  readonly last_ns: string;
  readonly rounds: string;
  readonly settling: number;
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

/** A trace counts as settling for two seconds after it was resolved: as long as the resolver waits for more of it. */
const SELECT_SESSIONS = `
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

function toSummary(row: SessionRow): SessionSummary {
  return {
    sessionId: row.session_id,
    title: row.title,
    app: row.app || null,
    userId: row.user_id || null,
    tags: row.tags,
    status: row.status,
    startTime: unixNanoToIso(BigInt(row.start_ns)),
    lastTime: unixNanoToIso(BigInt(row.last_ns)),
    rounds: Number(row.rounds),
    totals: {
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
    },
    settling: Boolean(row.settling),
  };
}
