import type { SpanRecord, TraceId } from '@heddle/model';
import { ROW_HASH } from '../schema/tables.js';
import type { Page, SpanQuery } from '../store.js';
import { decodeCursor, encodeCursor, pageLimit } from './cursor.js';
import type { Sources } from './sources.js';
import { spanFilter } from './span-filter.js';
import type { SpanFilter } from './span-filter.js';
import { STORED_COLUMNS, recordsOf } from './trace-records.js';
import type { StoredRow } from './trace-records.js';

/** A row that matches, which may be outdated. */
interface Candidate extends StoredRow {
  readonly start_ns: string;
  readonly trace_id: TraceId;
  readonly span_id: string;
  /** Tells it from other rows of its span. */
  readonly row_hash: string;
}

export interface ListOptions {
  readonly page?: Page;
  /** True for a trace of which nothing came since it was resolved: its resolution says which rows count. Default: false for all. */
  readonly isSettled?: (project: string, traceId: TraceId) => boolean;
}

/** Newest first. Each span as its whole trace explains it, once that trace was resolved. */
export async function listSpans(
  sources: Sources, project: string, query: SpanQuery, { page = {}, isSettled = () => false }: ListOptions = {},
): Promise<{ readonly spans: readonly SpanRecord[]; readonly nextCursor?: string }> {
  const limit = pageLimit(page.limit, { standard: 50, max: 1_000 });
  const cursor = page.cursor === undefined ? undefined : decodeCursor(page.cursor, ['integer', 'text', 'text']);
  const filter = await spanFilter(sources, project, query, 'spans');
  const found = new Map<string, FoundSpan>();
  // One more than the page tells whether there is another. Outdated rows drop out, so it may take several looks.
  let size = limit + 1;
  let window = FIRST_WINDOW;
  for (let more = true, from = cursor && { position: cursor, itself: false }; more && found.size <= limit;) {
    const rows = await candidates(sources, project, filter, { from, size, window });
    for (const span of await spansThatCount(sources, project, { filter, isSettled }, rows)) found.set(keyOf(span.row), span);
    const [first, last] = [rows[0], rows.at(-1)];
    more = rows.length === size;
    if (!more && (await isWindowFull(sources, project, filter, { from, window }))) {
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
    spans: await toRecords(sources, project, given),
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
function candidates({ database }: Sources, project: string, filter: SpanFilter, look: Look): Promise<Candidate[]> {
  const where = ['project = {project:String}', ...filter.conditions, ...positionConditions(look.from)];
  if (filter.resolved.length > 0) where.push(`(start_time, trace_id, span_id) IN (${windowOf(filter, look.from)})`);
  return database.query<Candidate>(
    `SELECT toUnixTimestamp64Nano(start_time) AS start_ns, trace_id, span_id, toString(${ROW_HASH}) AS row_hash, ${STORED_COLUMNS}
     FROM spans
     WHERE ${where.join(' AND ')}
     ${NEWEST_FIRST}
     LIMIT {limit:UInt64}
     SETTINGS ${LOOK_SETTINGS}`,
    { ...lookParameters(project, filter, look), limit: look.size },
  );
}

/**
 * With blocks of the engine's own size, matches among the newest thousands would not end the reading. Its filter by the least
 * start found so far takes the place in which the conditions of ours are looked at before large columns are read. Large columns
 * are read last, of the rows on the page alone.
 */
const LOOK_SETTINGS = 'max_block_size = 1024, use_top_k_dynamic_filtering = 0, query_plan_max_limit_for_lazy_materialization = 100000';

/** Keys of the newest spans of which a resolution passed the filter once; whether the last one does is looked at later. */
function windowOf(filter: SpanFilter, from: From | undefined): string {
  return `SELECT start_time, trace_id, span_id FROM span_resolutions
    WHERE ${['project = {project:String}', ...filter.resolved, ...positionConditions(from)].join(' AND ')}
    ${NEWEST_FIRST} LIMIT {window:UInt64}`;
}

/** True when there are more resolutions than the window took. */
async function isWindowFull({ database }: Sources, project: string, filter: SpanFilter, look: Omit<Look, 'size'>): Promise<boolean> {
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
  readonly row: Candidate;
  readonly changes: string | undefined;
  readonly logs: readonly string[];
}

/**
 * Outdated rows drop out. Which row of a span counts, its resolution says, unless something came since or it was made by an
 * earlier version; then the rows are asked, which takes longer than all else: those of a span may be anywhere.
 */
async function spansThatCount(
  sources: Sources, project: string, { filter, isSettled }: { readonly filter: SpanFilter } & Required<Pick<ListOptions, 'isSettled'>>, rows: readonly Candidate[],
): Promise<readonly FoundSpan[]> {
  if (rows.length === 0) return [];
  const traceIds = [...new Set(rows.map((row) => row.trace_id))];
  const spanIds = rows.map((row) => row.span_id);
  const settled = new Set(traceIds.filter((traceId) => isSettled(project, traceId)));
  const [logs, resolved] = await Promise.all([
    sources.logs.read(project, traceIds, { spanIds }),
    sources.database.query<SpanKey & { changes: string; row_hash: string }>(
      `SELECT trace_id, span_id, changes, toString(row_hash) AS row_hash FROM span_resolutions FINAL
       WHERE ${['project = {project:String} AND trace_id IN {traceIds:Array(String)} AND span_id IN {spanIds:Array(String)}', ...filter.resolved].join(' AND ')}`,
      { ...filter.parameters, project, traceIds, spanIds },
    ),
  ]);
  const resolutions = new Map(resolved.map((row) => [keyOf(row), row]));
  const passed = filter.resolved.length === 0 ? rows : rows.filter((row) => resolutions.has(keyOf(row)));
  const rowThatCounts = new Map<string, string>();
  const doubtful: Candidate[] = [];
  for (const row of passed) {
    const hash = settled.has(row.trace_id) ? (resolutions.get(keyOf(row))?.row_hash ?? UNKNOWN) : UNKNOWN;
    if (hash === UNKNOWN) doubtful.push(row);
    else rowThatCounts.set(keyOf(row), hash);
  }
  for (const row of await newestRows(sources, project, doubtful)) rowThatCounts.set(keyOf(row), row.row_hash);
  return passed.flatMap((row) => (
    rowThatCounts.get(keyOf(row)) === row.row_hash ? [{ row, changes: resolutions.get(keyOf(row))?.changes, logs }] : []
  ));
}

/** What stands for a row of which nothing is known. */
const UNKNOWN = '0';

function newestRows({ database }: Sources, project: string, rows: readonly SpanKey[]): Promise<(SpanKey & { readonly row_hash: string })[]> {
  if (rows.length === 0) return Promise.resolve([]);
  return database.query(
    `SELECT trace_id, span_id, toString(argMax(${ROW_HASH}, (spans.version, received_at))) AS row_hash FROM spans
     WHERE project = {project:String} AND trace_id IN {traceIds:Array(String)} AND span_id IN {spanIds:Array(String)}
     GROUP BY trace_id, span_id`,
    { project, traceIds: [...new Set(rows.map((row) => row.trace_id))], spanIds: rows.map((row) => row.span_id) },
  );
}

interface SpanKey {
  readonly trace_id: string;
  readonly span_id: string;
}

function keyOf(row: SpanKey): string {
  return row.trace_id + row.span_id;
}

async function toRecords(sources: Sources, project: string, found: readonly FoundSpan[]): Promise<SpanRecord[]> {
  const records = new Map<string, SpanRecord>();
  // Spans of one look share their logs.
  for (const logs of new Set(found.map((span) => span.logs))) {
    const rows = found.filter((span) => span.logs === logs).map((span) => span.row);
    for (const record of await recordsOf(sources, project, rows, logs)) records.set(record.traceId + record.spanId, record);
  }
  return found.flatMap(({ row, changes }) => {
    const record = records.get(keyOf(row));
    if (record === undefined) return [];
    return changes === undefined ? record : { ...record, ...(JSON.parse(changes) as Partial<SpanRecord>) };
  });
}
