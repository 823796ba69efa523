import { joinLogs } from '@heddle/conventions';
import type { RawLog, SpanId, SpanRecord, TraceId } from '@heddle/model';
import { FACTS_TUPLE, decodeSpanFacts, rowHashOf } from '../schema/span-facts.js';
import type { FactsTuple } from '../schema/span-facts.js';
import { Turns } from '../write/turns.js';
import type { Sources } from './sources.js';
import { traceLookup } from './trace-lookup.js';
import { logsBySpan } from './trace-records.js';

/** Log records looked at for the words of traces whose spans carry none. */
const MAX_LOGS = 2_000;

/** A trace without its contents. */
export interface TraceFacts {
  /** All spans, each once. */
  readonly records: SpanRecord[];
  /** Which row each span was read from, see `ROW_HASH`. */
  readonly rowHashes: Map<SpanId, string>;
}

/**
 * All spans of each trace: enough to resolve it. Unknown traces are missing.
 * Some dialects send what was said as log records; the first of those are joined, so that the trace has its title.
 *
 * @param turns - where rows are read that would block the event loop
 */
export async function readTraceFacts(sources: Sources, project: string, traceIds: readonly TraceId[], turns = new Turns()): Promise<Map<TraceId, TraceFacts>> {
  const rows: FactsTuple[] = [];
  const others: TraceId[] = [];
  for (const traceId of traceIds) {
    const recent = sources.recentFacts.read(project, traceId);
    if (recent) rows.push(...recent);
    else others.push(traceId);
  }
  const [read, logs] = await Promise.all([
    others.length === 0 ? [] : sources.database.query<{ row: FactsTuple }>(
      `SELECT ${FACTS_TUPLE} AS row FROM spans WHERE project = {project:String} AND trace_id IN {traceIds:Array(String)}
       ORDER BY version DESC, received_at DESC LIMIT 1 BY trace_id, span_id ${traceLookup(sources.database)}`,
      { project, traceIds: others },
    ),
    logsOfTraces(sources, project, traceIds),
  ]);
  for (const { row } of read) rows.push(row);
  return turns.run(decodeFacts(rows, logs));
}

/** The first log records of traces, by the trace id and span id of their span. */
export async function logsOfTraces(sources: Sources, project: string, traceIds: readonly TraceId[]): Promise<Map<string, RawLog[]>> {
  return logsBySpan(sources, project, await sources.logs.read(project, traceIds, { limit: MAX_LOGS }));
}

/** Pauses after each span: there may be 100,000. */
function* decodeFacts(rows: readonly FactsTuple[], logsOfSpan: ReadonlyMap<string, readonly RawLog[]>): Generator<void, Map<TraceId, TraceFacts>, void> {
  const traces = new Map<TraceId, TraceFacts>();
  for (const row of rows) {
    const bare = decodeSpanFacts(row);
    const own = logsOfSpan.get(bare.traceId + bare.spanId);
    const record = own ? joinLogs(bare, own) : bare;
    let trace = traces.get(record.traceId);
    if (!trace) traces.set(record.traceId, trace = { records: [], rowHashes: new Map() });
    trace.records.push(record);
    trace.rowHashes.set(record.spanId, rowHashOf(row));
    yield;
  }
  return traces;
}
