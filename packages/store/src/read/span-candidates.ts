import type { TraceId } from '@heddle/model';
import { ROW_HASH } from '../schema/row-hash.js';
import type { Sources } from './sources.js';
import type { SpanFilter } from './span-filter.js';
import { STORED_COLUMNS } from './trace-records.js';
import type { StoredRow } from './trace-records.js';

/** A row that matches, which may be outdated. */
export interface Candidate extends StoredRow {
  readonly start_ns: string;
  readonly trace_id: TraceId;
  readonly span_id: string;
  /** Tells it from other rows of its span. */
  readonly row_hash: string;
}

export function positionOf(row: Candidate): readonly [string, string, string] {
  return [row.start_ns, row.trace_id, row.span_id];
}

/** Where rows go on: after a position, or with it. */
interface From {
  readonly position: readonly string[];
  readonly itself: boolean;
}

/** What is asked for at once. */
export interface Look {
  readonly from: From | undefined;
  readonly size: number;
  /** Of a filter by what only the whole trace knows: so many of the newest resolutions that pass it are looked at. */
  readonly window: number;
}

/** Enough for a page when the other conditions of the filter let every tenth pass; looks after that are wider. */
export const FIRST_WINDOW = 1_000;
export const WIDER = 16;

const NEWEST_FIRST = 'ORDER BY start_time DESC, trace_id DESC, span_id DESC';

/**
 * Rows that match, newest first, outdated ones and repetitions among them: without FINAL, the engine reads in the order of the
 * key and stops at the limit, which is several times faster.
 *
 * @param columns - read beside those that a candidate has
 */
export function candidates<Row extends Candidate = Candidate>(
  { database }: Sources, project: string, filter: SpanFilter, look: Look, columns: readonly string[] = [],
): Promise<Row[]> {
  const where = ['project = {project:String}', ...filter.conditions, ...positionConditions(look.from)];
  if (filter.resolved.length > 0) where.push(`(start_time, trace_id, span_id) IN (${windowOf(filter, look.from)})`);
  return database.query<Row>(
    `SELECT toUnixTimestamp64Nano(start_time) AS start_ns, trace_id, span_id, toString(${ROW_HASH}) AS row_hash, ${[STORED_COLUMNS, ...columns].join(', ')}
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
 * are read last, of the rows on the page alone. Indexes are asked once before reading, not again for each granule.
 */
const LOOK_SETTINGS = [
  'max_block_size = 1024', 'use_top_k_dynamic_filtering = 0', 'query_plan_max_limit_for_lazy_materialization = 100000', 'use_skip_indexes_on_data_read = 0',
].join(', ');

/** Keys of the newest spans of which a resolution passed the filter once; whether the last one does is looked at later. */
function windowOf(filter: SpanFilter, from: From | undefined): string {
  return `SELECT start_time, trace_id, span_id FROM span_resolutions
    WHERE ${['project = {project:String}', ...filter.resolved, ...positionConditions(from)].join(' AND ')}
    ${NEWEST_FIRST} LIMIT {window:UInt64}`;
}

/** True when there are more resolutions than the window took. */
export async function isWindowFull({ database }: Sources, project: string, filter: SpanFilter, look: Omit<Look, 'size'>): Promise<boolean> {
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
