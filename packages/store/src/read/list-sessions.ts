import { unixNanoToIso } from '@heddle/model';
import type { SessionList, SessionSummary, SessionView, TraceSummary } from '@heddle/model';
import type { Database } from '../engine/database.js';
import { columnText } from '../schema/column-text.js';
import type { Page, SessionQuery } from '../store.js';
import { decodeCursor, encodeCursor, pageLimit } from './cursor.js';
import { conditionColumns, selectSessions, sessionConditions, sessionParameters, totalsOf } from './select-sessions.js';
import type { TotalsRow } from './select-sessions.js';

/** Those that were active last come first. One that becomes active while pages are read moves to the first page. */
export async function listSessions(database: Database, project: string, page: Page = {}, query: SessionQuery = {}): Promise<SessionList> {
  const limit = pageLimit(page.limit, { standard: 50, max: 1_000 });
  const [activeNs, sessionId] = page.cursor === undefined ? [undefined, undefined] : decodeCursor(page.cursor, ['integer', 'text']);
  const having = sessionConditions(query);
  if (activeNs !== undefined) having.push('(active_ns, session_id) < ({activeNs:Int64}, {sessionId:String})');
  const rows = await database.query<SessionRow>(
    // Which sessions are on the page is found by few columns; only of those are all columns added up.
    `${selectSessions()}
     WHERE project = {project:String} AND session_id IN (
       SELECT session_id FROM (
         ${selectSessions([...new Set([...conditionColumns(query), 'active_ns'] as const)])}
         WHERE project = {project:String}
         GROUP BY session_id
         ${having.length === 0 ? '' : `HAVING ${having.join(' AND ')}`}
         ORDER BY active_ns DESC, session_id DESC
         LIMIT {limit:UInt32}
       )
     )
     GROUP BY session_id
     ORDER BY active_ns DESC, session_id DESC`,
    { ...sessionParameters(query), project, limit: limit + 1, activeNs: activeNs ?? '0', sessionId: sessionId ?? '' },
  );
  const sessions = rows.slice(0, limit);
  const last = sessions.at(-1);
  return {
    sessions: sessions.map(toSummary),
    ...(last && rows.length > limit && { nextCursor: encodeCursor([last.active_ns, last.session_id]) }),
  };
}

/** A session with a page of its traces in the order of their start; `undefined` when there is none of that id. */
export async function readSession(database: Database, project: string, sessionId: string, page: Page = {}): Promise<SessionView | undefined> {
  const limit = pageLimit(page.limit, { standard: 1_000, max: 1_000 });
  const [startNs, traceId] = page.cursor === undefined ? [undefined, undefined] : decodeCursor(page.cursor, ['integer', 'text']);
  const parameters = { project, sessionId: columnText(sessionId) };
  const [sessions, traces] = await Promise.all([
    database.query<SessionRow>(
      `${selectSessions()} WHERE project = {project:String} AND session_id = {sessionId:String} GROUP BY session_id`, parameters,
    ),
    database.query<{ trace_id: string; start_ns: string; summary: string }>(
      `SELECT trace_id, toUnixTimestamp64Nano(start_time) AS start_ns, summary FROM traces FINAL
       WHERE project = {project:String} AND session_id = {sessionId:String}
         ${startNs === undefined ? '' : 'AND (start_ns, trace_id) > ({startNs:Int64}, {traceId:String})'}
       ORDER BY start_ns, trace_id LIMIT {limit:UInt32}`,
      { ...parameters, limit: limit + 1, ...(startNs !== undefined && { startNs, traceId }) },
    ),
  ]);
  if (!sessions[0]) return undefined;
  const given = traces.slice(0, limit);
  const last = given.at(-1);
  return {
    session: toSummary(sessions[0]),
    traces: given.map(({ summary }) => JSON.parse(summary) as TraceSummary),
    ...(last && traces.length > limit && { nextCursor: encodeCursor([last.start_ns, last.trace_id]) }),
  };
}

interface SessionRow extends TotalsRow {
  readonly session_id: string;
  readonly title: string;
  readonly app: string;
  readonly user_id: string;
  readonly tags: readonly string[];
  readonly status: 'running' | 'ok' | 'error';
  readonly start_ns: string;
  readonly last_ns: string;
  readonly active_ns: string;
  readonly rounds: string;
  readonly settling: number;
}

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
    totals: totalsOf(row),
    settling: Boolean(row.settling),
  };
}
