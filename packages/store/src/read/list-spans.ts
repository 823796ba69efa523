import type { SpanRecord, TraceId } from '@heddle/model';
import type { Database } from '../engine/database.js';
import type { Page, SpanQuery } from '../store.js';
import { decodeCursor, encodeCursor, pageLimit } from './cursor.js';
import { spanFilter } from './span-filter.js';
import type { SpanFilter } from './span-filter.js';
import { readLogs, recordsOf } from './trace-records.js';

/** A row that matches, which may be outdated. */
interface Candidate {
  readonly start_ns: string;
  readonly trace_id: TraceId;
  readonly span_id: string;
  readonly version: string;
}

/** The row that counts for its span. */
interface SpanRow extends Candidate {
  readonly raw: string;
}

/** Newest first. Each span as its whole trace explains it, once that trace was resolved. */
export async function listSpans(
  database: Database, project: string, query: SpanQuery, page: Page = {},
): Promise<{ readonly spans: readonly SpanRecord[]; readonly nextCursor?: string }> {
  const limit = pageLimit(page.limit, { standard: 50, max: 1_000 });
  let position = page.cursor === undefined ? undefined : decodeCursor(page.cursor, ['integer', 'text', 'text']);
  const filter = await spanFilter(database, project, query, 'spans');
  const found: SpanRow[] = [];
  // One more than the page tells whether there is another. Outdated rows drop out, so it may take several looks.
  for (let more = true; more && found.length <= limit;) {
    const rows = await candidates(database, project, filter, limit + 1, position);
    found.push(...(await rowsThatCount(database, project, rows)));
    const last = rows.at(-1);
    more = rows.length > limit;
    if (last) position = positionOf(last);
  }
  const rows = found.slice(0, limit);
  const last = rows.at(-1);
  return {
    spans: await toRecords(database, project, rows),
    ...(last && found.length > limit && { nextCursor: encodeCursor(positionOf(last)) }),
  };
}

function positionOf(row: Candidate): readonly [string, string, string] {
  return [row.start_ns, row.trace_id, row.span_id];
}

function candidates(
  database: Database, project: string, filter: SpanFilter, limit: number, position: readonly string[] | undefined,
): Promise<Candidate[]> {
  const where = ['project = {project:String}', ...filter.conditions];
  if (position) {
    where.push("start_time <= fromUnixTimestamp64Nano({startNs:Int64}, 'UTC')");
    where.push('(toUnixTimestamp64Nano(start_time), trace_id, span_id) < ({startNs:Int64}, {afterTrace:String}, {afterSpan:String})');
  }
  return database.query<Candidate>(
    `SELECT toUnixTimestamp64Nano(start_time) AS start_ns, trace_id, span_id, toString(version) AS version
     FROM spans FINAL
     WHERE ${where.join(' AND ')}
     ORDER BY start_time DESC, trace_id DESC, span_id DESC
     LIMIT {limit:UInt32}
     SETTINGS do_not_merge_across_partitions_select_final = 1`,
    { ...filter.parameters, project, limit, startNs: position?.[0] ?? '0', afterTrace: position?.[1] ?? '', afterSpan: position?.[2] ?? '' },
  );
}

/** FINAL drops older rows of one key only; a span whose start time changed has rows under several keys. */
async function rowsThatCount(database: Database, project: string, rows: readonly Candidate[]): Promise<SpanRow[]> {
  if (rows.length === 0) return [];
  const newest = await database.query<{ trace_id: string; span_id: string; version: string; raw: string }>(
    `SELECT trace_id, span_id, toString(version) AS version, raw FROM spans
     WHERE project = {project:String} AND trace_id IN {traceIds:Array(String)} AND span_id IN {spanIds:Array(String)}
     ORDER BY spans.version DESC, received_at DESC LIMIT 1 BY trace_id, span_id`,
    { project, traceIds: [...new Set(rows.map((row) => row.trace_id))], spanIds: rows.map((row) => row.span_id) },
  );
  const newestOf = new Map(newest.map((row) => [row.trace_id + row.span_id, row]));
  return rows.flatMap((row) => {
    const counting = newestOf.get(row.trace_id + row.span_id);
    return counting?.version === row.version ? [{ ...row, raw: counting.raw }] : [];
  });
}

async function toRecords(database: Database, project: string, rows: readonly SpanRow[]): Promise<SpanRecord[]> {
  if (rows.length === 0) return [];
  const traceIds = [...new Set(rows.map((row) => row.trace_id))];
  const [logs, resolutions] = await Promise.all([
    readLogs(database, project, traceIds, { spanIds: rows.map((row) => row.span_id) }),
    database.query<{ trace_id: string; span_id: string; changes: string }>(
      `SELECT trace_id, span_id, changes FROM span_resolutions FINAL
       WHERE project = {project:String} AND trace_id IN {traceIds:Array(String)} AND span_id IN {spanIds:Array(String)}`,
      { project, traceIds, spanIds: rows.map((row) => row.span_id) },
    ),
  ]);
  const records = await recordsOf(database, project, rows.map(({ raw }) => raw), logs);
  const changes = new Map(resolutions.map((row) => [row.trace_id + row.span_id, row.changes]));
  return records.map((record) => {
    const found = changes.get(record.traceId + record.spanId);
    return found === undefined ? record : { ...record, ...(JSON.parse(found) as Partial<SpanRecord>) };
  });
}
