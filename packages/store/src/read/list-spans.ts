import type { SpanRecord, TraceId } from '@heddle/model';
import type { Database } from '../engine/database.js';
import type { Page, SpanQuery } from '../store.js';
import { decodeCursor, encodeCursor, pageLimit } from './cursor.js';
import { spanFilter } from './span-filter.js';
import type { SpanFilter } from './span-filter.js';
import { STORED_COLUMNS, readLogs, recordsOf } from './trace-records.js';
import type { StoredRow } from './trace-records.js';

/** A row that matches, which may be outdated. */
interface Candidate {
  readonly start_ns: string;
  readonly trace_id: TraceId;
  readonly span_id: string;
  /** Of several rows of a span the one with the highest counts; of those with the same, the one that was made last. */
  readonly version: string;
}

/** The row that counts for its span. */
interface SpanRow extends Candidate, StoredRow {}

/** What says which row counts, as one text. */
const VERSION = "concat(toString(spans.version), ' ', toString(toUnixTimestamp64Micro(received_at)))";
const NEWEST_VERSION = "concat(toString(max((spans.version, received_at)).1), ' ', toString(toUnixTimestamp64Micro(max((spans.version, received_at)).2)))";

/** Newest first. Each span as its whole trace explains it, once that trace was resolved. */
export async function listSpans(
  database: Database, project: string, query: SpanQuery, page: Page = {},
): Promise<{ readonly spans: readonly SpanRecord[]; readonly nextCursor?: string }> {
  const limit = pageLimit(page.limit, { standard: 50, max: 1_000 });
  const cursor = page.cursor === undefined ? undefined : decodeCursor(page.cursor, ['integer', 'text', 'text']);
  const filter = await spanFilter(database, project, query, 'spans');
  const found = new Map<string, SpanRow>();
  // One more than the page tells whether there is another. Outdated rows drop out, so it may take several looks.
  let size = limit + 1;
  for (let more = true, from = cursor && { position: cursor, itself: false }; more && found.size <= limit;) {
    const rows = await candidates(database, project, filter, size, from);
    for (const row of await rowsThatCount(database, project, rows)) found.set(row.trace_id + row.span_id, row);
    const [first, last] = [rows[0], rows.at(-1)];
    more = rows.length === size;
    if (!first || !last) break;
    // Further rows of the last span may follow. A look that saw nothing but rows of one span has to go further.
    if (String(positionOf(first)) === String(positionOf(last))) size *= 4;
    from = { position: positionOf(last), itself: true };
  }
  const rows = [...found.values()].slice(0, limit);
  const last = rows.at(-1);
  return {
    spans: await toRecords(database, project, rows),
    ...(last && found.size > limit && { nextCursor: encodeCursor(positionOf(last)) }),
  };
}

function positionOf(row: Candidate): readonly [string, string, string] {
  return [row.start_ns, row.trace_id, row.span_id];
}

/** Where rows go on: after a position, or with it. */
interface From {
  readonly position: readonly string[];
  readonly itself: boolean;
}

/**
 * Rows that match, newest first, outdated ones and repetitions among them: without FINAL, the engine reads in the order of the
 * key and stops at the limit, which is several times faster.
 */
function candidates(
  database: Database, project: string, filter: SpanFilter, limit: number, from: From | undefined,
): Promise<Candidate[]> {
  const where = ['project = {project:String}', ...filter.conditions];
  if (from) {
    where.push("start_time <= fromUnixTimestamp64Nano({startNs:Int64}, 'UTC')");
    where.push(`(toUnixTimestamp64Nano(start_time), trace_id, span_id) ${from.itself ? '<=' : '<'} ({startNs:Int64}, {afterTrace:String}, {afterSpan:String})`);
  }
  return database.query<Candidate>(
    `SELECT toUnixTimestamp64Nano(start_time) AS start_ns, trace_id, span_id, ${VERSION} AS version
     FROM spans
     WHERE ${where.join(' AND ')}
     ORDER BY start_time DESC, trace_id DESC, span_id DESC
     LIMIT {limit:UInt32}`,
    { ...filter.parameters, project, limit, startNs: from?.position[0] ?? '0', afterTrace: from?.position[1] ?? '', afterSpan: from?.position[2] ?? '' },
  );
}

/** The row that counts for a span may be another, under another start time even. Its contents are read by its key, which is quick. */
async function rowsThatCount(database: Database, project: string, rows: readonly Candidate[]): Promise<SpanRow[]> {
  if (rows.length === 0) return [];
  const ids = { project, traceIds: rows.map((row) => row.trace_id), spanIds: rows.map((row) => row.span_id) };
  const [newest, whole] = await Promise.all([
    database.query<{ trace_id: string; span_id: string; version: string }>(
      `SELECT trace_id, span_id, ${NEWEST_VERSION} AS version FROM spans
       WHERE project = {project:String} AND trace_id IN {traceIds:Array(String)} AND span_id IN {spanIds:Array(String)}
       GROUP BY trace_id, span_id`,
      { ...ids, traceIds: [...new Set(ids.traceIds)] },
    ),
    database.query<StoredRow & Pick<Candidate, 'trace_id' | 'span_id' | 'version'>>(
      `SELECT trace_id, span_id, ${VERSION} AS version, ${STORED_COLUMNS} FROM spans
       WHERE project = {project:String} AND (start_time, trace_id, span_id) IN (
         SELECT fromUnixTimestamp64Nano(toInt64(key.1), 'UTC'), key.2, key.3
         FROM (SELECT arrayJoin(arrayZip({starts:Array(String)}, {traceIds:Array(String)}, {spanIds:Array(String)})) AS key)
       )`,
      { ...ids, starts: rows.map((row) => row.start_ns) },
    ),
  ]);
  const versions = new Map(newest.map((row) => [row.trace_id + row.span_id, row.version]));
  const stored = new Map(whole.map((row) => [row.trace_id + row.span_id + row.version, row]));
  return rows.flatMap((row) => {
    const found = stored.get(row.trace_id + row.span_id + row.version);
    return found !== undefined && versions.get(row.trace_id + row.span_id) === row.version ? [{ ...row, ...found }] : [];
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
  const records = await recordsOf(database, project, rows, logs);
  const changes = new Map(resolutions.map((row) => [row.trace_id + row.span_id, row.changes]));
  return records.map((record) => {
    const found = changes.get(record.traceId + record.spanId);
    return found === undefined ? record : { ...record, ...(JSON.parse(found) as Partial<SpanRecord>) };
  });
}
