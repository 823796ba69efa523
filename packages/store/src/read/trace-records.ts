import { joinLogs, normaliseSpan } from '@heddle/conventions';
import type { RawLog, SpanRecord, TraceId } from '@heddle/model';
import type { Database } from '../engine/database.js';
import { decodeRawLog, decodeRawSpan } from '../schema/stored-span.js';
import { readContents } from './contents.js';

/**
 * All spans of each trace, each once, with the log records that belong to them; in no particular order. Unknown traces are
 * missing. They are normalised again from what was sent, so an improved dialect shows in old traces too.
 */
export async function readTraceRecords(
  database: Database, project: string, traceIds: readonly TraceId[],
): Promise<Map<TraceId, SpanRecord[]>> {
  const [spans, logs] = await Promise.all([
    database.query<{ raw: string }>(
      `SELECT raw FROM spans WHERE project = {project:String} AND trace_id IN {traceIds:Array(String)}
       ORDER BY version DESC LIMIT 1 BY trace_id, span_id`,
      { project, traceIds },
    ),
    readLogs(database, project, traceIds),
  ]);
  const traces = new Map<TraceId, SpanRecord[]>();
  for (const record of await recordsOf(database, project, spans.map(({ raw }) => raw), logs)) {
    const known = traces.get(record.traceId);
    if (known) known.push(record);
    else traces.set(record.traceId, [record]);
  }
  return traces;
}

/** The log records of traces as the column holds them, of some spans or of all. */
export async function readLogs(
  database: Database, project: string, traceIds: readonly TraceId[], spanIds?: readonly string[],
): Promise<string[]> {
  const rows = await database.query<{ raw: string }>(
    `SELECT raw FROM logs
     WHERE project = {project:String} AND trace_id IN {traceIds:Array(String)}
       AND ${spanIds ? 'span_id IN {spanIds:Array(String)}' : "span_id != ''"}
     ORDER BY time, log_id LIMIT 1 BY trace_id, span_id, time, log_id`,
    { project, traceIds, spanIds: spanIds ?? [] },
  );
  return rows.map(({ raw }) => raw);
}

/** Makes span records of the column `raw` of spans and logs. */
export async function recordsOf(
  database: Database, project: string, spans: readonly string[], logs: readonly string[],
): Promise<SpanRecord[]> {
  const contents = await readContents(database, project, [...spans, ...logs]);
  const logsOfSpan = new Map<string, RawLog[]>();
  for (const raw of logs) {
    const log = decodeRawLog(raw, contents);
    const key = `${log.traceId}${log.spanId}`;
    const known = logsOfSpan.get(key);
    if (known) known.push(log);
    else logsOfSpan.set(key, [log]);
  }
  return spans.map((raw) => {
    const record = normaliseSpan(decodeRawSpan(raw, contents));
    const own = logsOfSpan.get(record.traceId + record.spanId);
    return own ? joinLogs(record, own) : record;
  });
}
