import type { SpanId, TraceId } from '@heddle/model';
import type { Database } from '../engine/database.js';

/** A row of `spans` as it is stored, with the columns that normalising makes. */
export interface StoredSpanRow {
  readonly start_ns: string;
  readonly trace_id: TraceId;
  readonly span_id: SpanId;
  readonly version: string;
  readonly raw: string;
  readonly [column: string]: unknown;
}

/** Rows looked at together, and how many bytes of them are read at most, if it is more than one row. */
const ROWS_PER_PAGE = 1_000;
const PAGE_BYTES = 8 * 1024 * 1024;

/** Of rows with one key, the one that counts. */
const NEWEST_FIRST = 'ORDER BY start_time, trace_id, span_id, spans.version DESC, received_at DESC LIMIT 1 BY start_time, trace_id, span_id';

interface Key {
  readonly start_ns: string;
  readonly trace_id: string;
  readonly span_id: string;
}

/**
 * All spans of a project, in the order of their key, page by page. Whatever is written meanwhile moves nothing. A span that was
 * stored under two start times comes twice.
 *
 * @param columns - to be read beside those that every row has
 */
export async function* storedPages(database: Database, project: string, columns: readonly string[]): AsyncGenerator<readonly StoredSpanRow[]> {
  // Before every key: no trace has an empty id.
  for (let after: Key = { start_ns: '0', trace_id: '', span_id: '' }; ;) {
    const last = await endOfPage(database, project, after);
    if (last === undefined) return;
    yield await database.query<StoredSpanRow>(
      `SELECT toUnixTimestamp64Nano(start_time) AS start_ns, trace_id, span_id, toString(version) AS version, raw, ${columns.join(', ')}
       FROM spans
       WHERE project = {project:String} AND ${AFTER}
         AND start_time <= fromUnixTimestamp64Nano({lastNs:Int64}, 'UTC')
         AND (toUnixTimestamp64Nano(start_time), trace_id, span_id) <= ({lastNs:Int64}, {lastTrace:String}, {lastSpan:String})
       ${NEWEST_FIRST}`,
      { ...positionOf(project, after), lastNs: last.start_ns, lastTrace: last.trace_id, lastSpan: last.span_id },
    );
    after = last;
  }
}

/** How far the next page goes: lengths are read before the rows, for one row may be large. */
async function endOfPage(database: Database, project: string, after: Key): Promise<Key | undefined> {
  const rows = await database.query<Key & { readonly bytes: string }>(
    `SELECT toUnixTimestamp64Nano(start_time) AS start_ns, trace_id, span_id, length(raw) AS bytes FROM spans
     WHERE project = {project:String} AND ${AFTER}
     ${NEWEST_FIRST} LIMIT ${ROWS_PER_PAGE}`,
    positionOf(project, after),
  );
  let bytes = 0;
  const end = rows.findIndex((row) => (bytes += Number(row.bytes)) > PAGE_BYTES);
  return rows[end === -1 ? rows.length - 1 : Math.max(0, end - 1)];
}

const AFTER = `start_time >= fromUnixTimestamp64Nano({afterNs:Int64}, 'UTC')
         AND (toUnixTimestamp64Nano(start_time), trace_id, span_id) > ({afterNs:Int64}, {afterTrace:String}, {afterSpan:String})`;

function positionOf(project: string, { start_ns, trace_id, span_id }: Key): Readonly<Record<string, unknown>> {
  return { project, afterNs: start_ns, afterTrace: trace_id, afterSpan: span_id };
}
