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
  const found = new Map<string, FoundSpan>();
  // One more than the page tells whether there is another. Outdated rows drop out, so it may take several looks.
  let size = limit + 1;
  let window = FIRST_WINDOW;
  for (let more = true, from = cursor && { position: cursor, itself: false }; more && found.size <= limit;) {
    const rows = await candidates(database, project, filter, { from, size, window });
    for (const span of await spansThatCount(database, project, filter, rows)) found.set(span.row.trace_id + span.row.span_id, span);
    const [first, last] = [rows[0], rows.at(-1)];
    more = rows.length === size;
    if (!more && (await isWindowFull(database, project, filter, { from, window }))) {
      more = true;
      window *= WIDER;
    }
    if (!first || !last) continue;
    // Further rows of the last span may follow. A look that saw nothing but rows of one span has to go further.
    if (String(positionOf(first)) === String(positionOf(last))) size *= 4;
    from = { position: positionOf(last), itself: true };
  }
  const given = [...found.values()].slice(0, limit);
  const last = given.at(-1);
  return {
    spans: await toRecords(database, project, given),
    ...(last && found.size > limit && { nextCursor: encodeCursor(positionOf(last.row)) }),
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

interface Look {
  readonly from: From | undefined;
  readonly size: number;
  /** Of a filter by what only the whole trace knows: so many of the newest resolutions that pass it are looked at. */
  readonly window: number;
}

/** Enough for a page when the other conditions of the filter let every tenth pass; looks after that are wider. */
const FIRST_WINDOW = 1_000;
const WIDER = 16;

const NEWEST_FIRST = 'ORDER BY start_time DESC, trace_id DESC, span_id DESC';

/**
 * Rows that match, newest first, outdated ones and repetitions among them: without FINAL, the engine reads in the order of the
 * key and stops at the limit, which is several times faster.
 */
function candidates(database: Database, project: string, filter: SpanFilter, look: Look): Promise<Candidate[]> {
  const where = ['project = {project:String}', ...filter.conditions, ...positionConditions(look.from)];
  if (filter.resolved.length > 0) where.push(`(start_time, trace_id, span_id) IN (${windowOf(filter, look.from)})`);
  return database.query<Candidate>(
    `SELECT toUnixTimestamp64Nano(start_time) AS start_ns, trace_id, span_id, ${VERSION} AS version
     FROM spans
     WHERE ${where.join(' AND ')}
     ${NEWEST_FIRST}
     LIMIT {limit:UInt64}
     SETTINGS ${IN_SMALL_STEPS}`,
    { ...lookParameters(project, filter, look), limit: look.size },
  );
}

/**
 * With blocks of the engine's own size, matches among the newest thousands would not end the reading. Its filter by the least
 * start found so far takes the place in which the conditions of ours are looked at before large columns are read.
 */
const IN_SMALL_STEPS = 'max_block_size = 1024, use_top_k_dynamic_filtering = 0';

/** Keys of the newest spans of which a resolution passed the filter once; whether the last one does is looked at later. */
function windowOf(filter: SpanFilter, from: From | undefined): string {
  return `SELECT start_time, trace_id, span_id FROM span_resolutions
    WHERE ${['project = {project:String}', ...filter.resolved, ...positionConditions(from)].join(' AND ')}
    ${NEWEST_FIRST} LIMIT {window:UInt64}`;
}

/** True when there are more resolutions than the window took. */
async function isWindowFull(database: Database, project: string, filter: SpanFilter, look: Omit<Look, 'size'>): Promise<boolean> {
  if (filter.resolved.length === 0) return false;
  const [row] = await database.query<{ rows: string }>(
    `SELECT count() AS rows FROM (${windowOf(filter, look.from).replace(NEWEST_FIRST, '')})`, lookParameters(project, filter, look),
  );
  return Number(row?.rows ?? 0) === look.window;
}

function positionConditions(from: From | undefined): readonly string[] {
  if (!from) return [];
  return [
    "start_time <= fromUnixTimestamp64Nano({startNs:Int64}, 'UTC')",
    `(toUnixTimestamp64Nano(start_time), trace_id, span_id) ${from.itself ? '<=' : '<'} ({startNs:Int64}, {afterTrace:String}, {afterSpan:String})`,
  ];
}

function lookParameters(project: string, { parameters }: SpanFilter, { from, window }: Omit<Look, 'size'>): Readonly<Record<string, unknown>> {
  const [startNs = '0', afterTrace = '', afterSpan = ''] = from?.position ?? [];
  return { ...parameters, project, window, startNs, afterTrace, afterSpan };
}

/** A span of the page: its row, and what its trace says of it, when it was resolved. */
interface FoundSpan {
  readonly row: SpanRow;
  readonly changes: string | undefined;
  readonly logs: readonly string[];
}

/**
 * The row that counts for a span may be another, under another start time even. Its contents are read by its key, which is quick.
 * What else the page needs is read meanwhile: to wait for four answers one after the other took longer than the engine did.
 */
async function spansThatCount(
  database: Database, project: string, filter: SpanFilter, rows: readonly Candidate[],
): Promise<readonly FoundSpan[]> {
  if (rows.length === 0) return [];
  const ids = { project, traceIds: rows.map((row) => row.trace_id), spanIds: rows.map((row) => row.span_id) };
  const traceIds = [...new Set(ids.traceIds)];
  const [newest, whole, logs, resolutions] = await Promise.all([
    database.query<SpanKey & { version: string }>(
      `SELECT trace_id, span_id, ${NEWEST_VERSION} AS version FROM spans
       WHERE project = {project:String} AND trace_id IN {traceIds:Array(String)} AND span_id IN {spanIds:Array(String)}
       GROUP BY trace_id, span_id`,
      { ...ids, traceIds },
    ),
    database.query<StoredRow & SpanKey & { version: string }>(
      `SELECT trace_id, span_id, ${VERSION} AS version, ${STORED_COLUMNS} FROM spans
       WHERE project = {project:String} AND (start_time, trace_id, span_id) IN (
         SELECT fromUnixTimestamp64Nano(toInt64(key.1), 'UTC'), key.2, key.3
         FROM (SELECT arrayJoin(arrayZip({starts:Array(String)}, {traceIds:Array(String)}, {spanIds:Array(String)})) AS key)
       )`,
      { ...ids, starts: rows.map((row) => row.start_ns) },
    ),
    readLogs(database, project, traceIds, { spanIds: ids.spanIds }),
    database.query<SpanKey & { changes: string }>(
      `SELECT trace_id, span_id, changes FROM span_resolutions FINAL
       WHERE ${['project = {project:String} AND trace_id IN {traceIds:Array(String)} AND span_id IN {spanIds:Array(String)}', ...filter.resolved].join(' AND ')}`,
      { ...filter.parameters, ...ids, traceIds },
    ),
  ]);
  const versions = new Map(newest.map((row) => [keyOf(row), row.version]));
  const stored = new Map(whole.map((row) => [keyOf(row) + row.version, row]));
  const changes = new Map(resolutions.map((row) => [keyOf(row), row.changes]));
  return rows.flatMap((row) => {
    const key = keyOf(row);
    const found = stored.get(key + row.version);
    if (found === undefined || versions.get(key) !== row.version) return [];
    if (filter.resolved.length > 0 && !changes.has(key)) return [];
    return [{ row: { ...found, ...row }, changes: changes.get(key), logs }];
  });
}

interface SpanKey {
  readonly trace_id: string;
  readonly span_id: string;
}

function keyOf(row: SpanKey): string {
  return row.trace_id + row.span_id;
}

async function toRecords(database: Database, project: string, found: readonly FoundSpan[]): Promise<SpanRecord[]> {
  const records = new Map<string, SpanRecord>();
  // Spans of one look share their logs.
  for (const logs of new Set(found.map((span) => span.logs))) {
    const rows = found.filter((span) => span.logs === logs).map((span) => span.row);
    for (const record of await recordsOf(database, project, rows, logs)) records.set(record.traceId + record.spanId, record);
  }
  return found.flatMap(({ row, changes }) => {
    const record = records.get(keyOf(row));
    if (record === undefined) return [];
    return changes === undefined ? record : { ...record, ...(JSON.parse(changes) as Partial<SpanRecord>) };
  });
}
