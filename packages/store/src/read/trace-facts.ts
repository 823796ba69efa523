import { joinLogs } from '@heddle/conventions';
import type { RawLog, SpanId, SpanRecord, TraceId } from '@heddle/model';
import { FACTS_TUPLE, decodeSpanFacts, rowHashOf } from '../schema/span-facts.js';
import type { FactsTuple } from '../schema/span-facts.js';
import { Turns } from '../write/turns.js';
import type { Sources } from './sources.js';
import { traceLookup } from './lookup-settings.js';
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

/** What traces are resolved from, as it is kept. */
export interface FactsOfTraces {
  /** A row of each span. */
  readonly rowsOf: ReadonlyMap<TraceId, readonly FactsTuple[]>;
  /** By the trace id and span id of their span. Some dialects send what was said as log records; with the first of those the trace has its title. */
  readonly logs: LogsOfSpans;
}

/** Log records by the trace id and span id of their span. */
export type LogsOfSpans = ReadonlyMap<string, readonly RawLog[]>;

/** All spans of each trace: enough to resolve it. Unknown traces are missing. */
export async function readFactsOfTraces(sources: Sources, project: string, traceIds: readonly TraceId[]): Promise<FactsOfTraces> {
  const rowsOf = new Map<TraceId, readonly FactsTuple[]>();
  const others: TraceId[] = [];
  for (const traceId of traceIds) {
    const recent = sources.recentFacts.read(project, traceId);
    if (recent) rowsOf.set(traceId, recent);
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
  const readOf = new Map<TraceId, FactsTuple[]>();
  for (const { row } of read) {
    const rows = readOf.get(row[3]);
    if (rows) rows.push(row);
    else readOf.set(row[3], [row]);
  }
  for (const [traceId, rows] of readOf) rowsOf.set(traceId, rows);
  return { rowsOf, logs };
}

/** The facts of one trace; `undefined` when it is unknown. Read in turns: there may be 100,000 spans. */
export async function readTraceFacts(sources: Sources, project: string, traceId: TraceId): Promise<TraceFacts | undefined> {
  const { rowsOf, logs } = await readFactsOfTraces(sources, project, [traceId]);
  const rows = rowsOf.get(traceId);
  return rows && new Turns().run(decodeTraceFacts(rows, logs));
}

/** The first log records of traces, by the trace id and span id of their span. */
export async function logsOfTraces(sources: Sources, project: string, traceIds: readonly TraceId[]): Promise<Map<string, RawLog[]>> {
  return logsBySpan(sources, project, await sources.logs.read(project, traceIds, { limit: MAX_LOGS }));
}

/** Pauses after each span. */
export function* decodeTraceFacts(rows: readonly FactsTuple[], logs: LogsOfSpans): Generator<void, TraceFacts, void> {
  const records: SpanRecord[] = [];
  const rowHashes = new Map<SpanId, string>();
  for (const row of rows) {
    const bare = decodeSpanFacts(row);
    const own = logs.get(bare.traceId + bare.spanId);
    const record = own ? joinLogs(bare, own) : bare;
    records.push(record);
    rowHashes.set(record.spanId, rowHashOf(row));
    yield;
  }
  return { records, rowHashes };
}
