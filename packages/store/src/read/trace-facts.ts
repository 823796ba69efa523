import { joinLogs } from '@heddle/conventions';
import type { SpanRecord, TraceId } from '@heddle/model';
import type { Database } from '../engine/database.js';
import { FACTS_TUPLE, decodeSpanFacts } from '../schema/span-facts.js';
import type { FactsTuple } from '../schema/span-facts.js';
import { readLogs, logsBySpan } from './trace-records.js';

/** Log records looked at for the words of a trace whose spans carry none. */
const MAX_LOGS = 2_000;

/**
 * All spans of each trace, each once, without their contents: enough to resolve it. Unknown traces are missing.
 * Some dialects send what was said as log records; the first of those are joined, so that the trace has its title.
 */
export async function readTraceFacts(
  database: Database, project: string, traceIds: readonly TraceId[],
): Promise<Map<TraceId, SpanRecord[]>> {
  const [rows, logs] = await Promise.all([
    database.query<{ row: FactsTuple }>(
      `SELECT ${FACTS_TUPLE} AS row FROM spans WHERE project = {project:String} AND trace_id IN {traceIds:Array(String)}
       ORDER BY version DESC, received_at DESC LIMIT 1 BY trace_id, span_id`,
      { project, traceIds },
    ),
    readLogs(database, project, traceIds, { limit: MAX_LOGS }),
  ]);
  const logsOfSpan = await logsBySpan(database, project, logs);
  const traces = new Map<TraceId, SpanRecord[]>();
  for (const { row } of rows) {
    const bare = decodeSpanFacts(row);
    const own = logsOfSpan.get(bare.traceId + bare.spanId);
    const record = own ? joinLogs(bare, own) : bare;
    const known = traces.get(record.traceId);
    if (known) known.push(record);
    else traces.set(record.traceId, [record]);
  }
  return traces;
}
