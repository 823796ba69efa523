import { joinLogs, normaliseSpan } from '@heddle/conventions';
import type { RawLog, SpanId, SpanRecord, TraceId } from '@heddle/model';
import type { Database } from '../engine/database.js';
import { decodeRawLog, decodeRawSpan } from '../schema/stored-span.js';
import { readContents } from './contents.js';

/**
 * Spans of a trace, each once, whole and with the log records that belong to them; in no particular order. They are
 * normalised again from what was sent, so an improved dialect shows in old traces too. Prices stay what they were when the span was stored.
 *
 * @param spanIds - which ones; all when it is not given
 */
export async function readTraceRecords(
  database: Database, project: string, traceId: TraceId, spanIds?: readonly SpanId[],
): Promise<SpanRecord[]> {
  const [spans, logs] = await Promise.all([
    database.query<StoredRow>(
      `SELECT ${STORED_COLUMNS} FROM spans
       WHERE project = {project:String} AND trace_id = {traceId:String} ${spanIds ? 'AND span_id IN {spanIds:Array(String)}' : ''}
       ORDER BY version DESC, received_at DESC LIMIT 1 BY span_id`,
      { project, traceId, spanIds: spanIds ?? [] },
    ),
    readLogs(database, project, [traceId], { ...(spanIds && { spanIds }), ofTrace: true }),
  ]);
  return recordsOf(database, project, spans, logs);
}

/** Most log records read at once. */
const MAX_LOGS = 100_000;

/**
 * The log records of traces as the column holds them, oldest first; of some spans, or of all.
 *
 * @param options.ofTrace - true for those too that name their trace and no span
 */
export async function readLogs(
  database: Database, project: string, traceIds: readonly TraceId[],
  { spanIds, ofTrace = false, limit = MAX_LOGS }: { readonly spanIds?: readonly string[]; readonly ofTrace?: boolean; readonly limit?: number } = {},
): Promise<string[]> {
  const rows = await database.query<{ raw: string }>(
    `SELECT raw FROM logs
     WHERE project = {project:String} AND trace_id IN {traceIds:Array(String)}
       AND (${spanIds ? 'span_id IN {spanIds:Array(String)}' : "span_id != ''"} ${ofTrace ? "OR span_id = ''" : ''})
     ORDER BY time, log_id LIMIT 1 BY trace_id, span_id, time, log_id LIMIT {limit:UInt32}`,
    { project, traceIds, spanIds: spanIds ?? [], limit },
  );
  return rows.map(({ raw }) => raw);
}

/** Log records by the trace id and span id of their span. */
export async function logsBySpan(database: Database, project: string, logs: readonly string[]): Promise<Map<string, RawLog[]>> {
  return groupLogs(logs, await readContents(database, project, logs));
}

/** What a span record is made of. */
export interface StoredRow {
  readonly raw: string;
  readonly computed_cost_usd: number | null;
  readonly price_table: string;
}

export const STORED_COLUMNS = 'raw, computed_cost_usd, price_table';

/** Makes span records of rows of spans and the column `raw` of logs. */
export async function recordsOf(
  database: Database, project: string, spans: readonly StoredRow[], logs: readonly string[],
): Promise<SpanRecord[]> {
  const contents = await readContents(database, project, [...spans.map(({ raw }) => raw), ...logs]);
  const logsOfSpan = groupLogs(logs, contents);
  const records = spans.map((row) => withPriceOf(row, normaliseSpan(decodeRawSpan(row.raw, contents))));
  const roots = firstRoots(records);
  return records.map((record) => {
    const own = logsOfSpan.get(record.traceId + record.spanId) ?? [];
    const ofTrace = roots.get(record.traceId) === record ? (logsOfSpan.get(record.traceId) ?? []) : [];
    return own.length + ofTrace.length > 0 ? joinLogs(record, [...own, ...ofTrace]) : record;
  });
}

function withPriceOf({ computed_cost_usd: computedCostUsd, price_table }: StoredRow, record: SpanRecord): SpanRecord {
  const priceTable = price_table || null;
  return record.computedCostUsd === computedCostUsd && record.priceTable === priceTable ? record : { ...record, computedCostUsd, priceTable };
}

/** Where log records stand that name no span: at the first root of their trace. */
function firstRoots(records: readonly SpanRecord[]): Map<TraceId, SpanRecord> {
  const roots = new Map<TraceId, SpanRecord>();
  for (const record of records) {
    if (record.parentSpanId !== null) continue;
    const known = roots.get(record.traceId);
    if (!known || record.startTime < known.startTime || (record.startTime === known.startTime && record.spanId < known.spanId)) {
      roots.set(record.traceId, record);
    }
  }
  return roots;
}

function groupLogs(logs: readonly string[], contents: ReadonlyMap<string, string>): Map<string, RawLog[]> {
  const groups = new Map<string, RawLog[]>();
  for (const raw of logs) {
    const log = decodeRawLog(raw, contents);
    const key = `${log.traceId}${log.spanId ?? ''}`;
    const known = groups.get(key);
    if (known) known.push(log);
    else groups.set(key, [log]);
  }
  return groups;
}
