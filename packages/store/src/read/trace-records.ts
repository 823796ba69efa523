import { joinLogs, normaliseSpan } from '@heddle/conventions';
import type { RawLog, RawSpan, SpanId, SpanRecord, TraceId } from '@heddle/model';
import { filedTime } from '../schema/time-text.js';
import { decodeRawLog } from '../schema/stored-span.js';
import { readFittingSpans } from './fitting-spans.js';
import { createPauses } from './pauses.js';
import type { Sources } from './sources.js';
import { traceLookup } from './lookup-settings.js';

export interface ContentOptions {
  /** True for spans that are looked over and not read: what is long is left out. */
  readonly short: boolean;
}

/**
 * The first of some spans of a trace of any size, as many as one answer may hold, with the log records that belong to them. They are normalised
 * again from what was sent, so an improved dialect shows in old traces too. Prices stay what they were when the span was stored.
 *
 * @param spans - as they were when the trace was resolved
 * @returns in the same order; those that are gone are missing
 */
export async function readTraceRecords(
  sources: Sources, project: string, traceId: TraceId, spans: readonly Pick<SpanRecord, 'spanId' | 'startTimeUnixNano'>[], { short }: ContentOptions,
): Promise<FirstRecords> {
  const spanIds = spans.map(({ spanId }) => spanId);
  const [found, logs] = await Promise.all([
    sources.database.query<VersionedRow>(
      // Rows of a large trace are everywhere; their keys say where these are.
      `SELECT ${VERSIONED_COLUMNS} FROM spans
       WHERE project = {project:String} AND (start_time, trace_id, span_id) IN (
         SELECT fromUnixTimestamp64Nano(toInt64(key.1), 'UTC'), {traceId:String}, key.2
         FROM (SELECT arrayJoin(arrayZip({starts:Array(String)}, {spanIds:Array(String)})) AS key)
       )`,
      { project, traceId, spanIds, starts: spans.map((span) => String(filedTime(BigInt(span.startTimeUnixNano)))) },
    ),
    sources.logs.read(project, [traceId], { spanIds, ofTrace: true }),
  ]);
  const known = new Set(found.map((row) => row.span_id));
  const missing = spanIds.filter((spanId) => !known.has(spanId));
  const others = missing.length === 0 ? [] : await sources.database.query<VersionedRow>(
    `SELECT ${VERSIONED_COLUMNS} FROM spans WHERE project = {project:String} AND trace_id = {traceId:String} AND span_id IN {missing:Array(String)}
     ${traceLookup(sources.database)}`,
    { project, traceId, missing },
  );
  const rows = new Map(rowsThatCount([...found, ...others]).map((row) => [row.span_id, row]));
  const present = spans.flatMap(({ spanId }, index) => {
    const row = rows.get(spanId);
    return row ? [{ row, index }] : [];
  });
  const { records, shortened } = await firstRecords(sources, project, present.map(({ row }) => row), logs, { short });
  return { records, shortened, count: present[records.length]?.index ?? spans.length };
}

interface FirstRecords {
  readonly records: readonly SpanRecord[];
  /** Those of which something was left out. */
  readonly shortened: readonly SpanId[];
  /** How many of the spans were looked at. */
  readonly count: number;
}

export interface VersionedRow extends StoredRow {
  readonly span_id: SpanId;
  readonly row_version: string;
  readonly received_us: string;
}

/** Of the rows of each span the one with the highest version, of those the one that was made last. */
export function rowsThatCount(rows: readonly VersionedRow[]): readonly VersionedRow[] {
  const chosen = new Map<SpanId, VersionedRow>();
  for (const row of rows) {
    const other = chosen.get(row.span_id);
    if (other === undefined || isNewer(row, other)) chosen.set(row.span_id, row);
  }
  return [...chosen.values()];
}

function isNewer(row: VersionedRow, other: VersionedRow): boolean {
  if (row.row_version !== other.row_version) return BigInt(row.row_version) > BigInt(other.row_version);
  return Number(row.received_us) > Number(other.received_us);
}

/** Log records by the trace id and span id of their span. */
export async function logsBySpan({ contents }: Sources, project: string, logs: readonly string[]): Promise<Map<string, RawLog[]>> {
  return groupLogs(logs, await contents.read(project, logs));
}

/** What a span record is made of. */
export interface StoredRow {
  readonly raw: string;
  readonly computed_cost_usd: number | null;
  readonly price_table: string;
}

export const STORED_COLUMNS = 'raw, computed_cost_usd, price_table';

export const VERSIONED_COLUMNS = `span_id, toString(version) AS row_version, toUnixTimestamp64Micro(received_at) AS received_us, ${STORED_COLUMNS}`;

/** Makes span records of the first rows of spans, as many as one answer may hold, and the column `raw` of logs. */
export async function firstRecords(
  sources: Sources, project: string, rows: readonly StoredRow[], logs: readonly string[], { short }: ContentOptions = { short: false },
): Promise<Pick<FirstRecords, 'records' | 'shortened'>> {
  const { spans, shortened } = await readFittingSpans(sources, project, rows, { short });
  return { records: await recordsOf(sources, project, { rows, spans, logs }), shortened };
}

/** What records are made of. */
interface RecordParts {
  readonly rows: readonly StoredRow[];
  /** Of the first rows. */
  readonly spans: readonly RawSpan[];
  readonly logs: readonly string[];
}

export async function recordsOf(sources: Sources, project: string, { rows, spans, logs }: RecordParts): Promise<SpanRecord[]> {
  const logsOfSpan = logs.length === 0 ? NO_LOGS : groupLogs(logs, await sources.contents.read(project, logs));
  const pause = createPauses();
  const records: SpanRecord[] = [];
  for (const [index, span] of spans.entries()) {
    records.push(withPriceOf(rows[index]!, normaliseSpan(span)));
    await pause();
  }
  const roots = firstRoots(records);
  return records.map((record) => {
    const own = logsOfSpan.get(record.traceId + record.spanId) ?? [];
    const ofTrace = roots.get(record.traceId) === record ? (logsOfSpan.get(record.traceId) ?? []) : [];
    return own.length + ofTrace.length > 0 ? joinLogs(record, [...own, ...ofTrace]) : record;
  });
}

const NO_LOGS: ReadonlyMap<string, readonly RawLog[]> = new Map();

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
