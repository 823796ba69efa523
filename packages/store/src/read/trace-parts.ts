import { createTextMemo, joinLogs, traceResolution } from '@heddle/conventions';
import type { EarlierParts, TraceResolution } from '@heddle/conventions';
import type { SpanId, SpanRecord, TraceId } from '@heddle/model';
import { FACTS_TUPLE, decodeSpanFacts, rowHashOf, withSharedTexts } from '../schema/span-facts.js';
import type { FactsTuple } from '../schema/span-facts.js';
import { Turns } from '../write/turns.js';
import type { Sources } from './sources.js';
import { logsOfTraces, readTraceFacts } from './trace-facts.js';
import type { LogsOfSpans, TraceFacts } from './trace-facts.js';
import { traceLookup } from './lookup-settings.js';

/** A trace of more rows is read slice by slice, and never beside another one. */
export const LARGE_ROWS = 50_000;

export interface PartsOptions {
  /** Rows that are read at once, about. Default: 50,000, some 30 MB. */
  readonly sliceRows?: number;
  /** Spans that are resolved together; about 700 bytes each while they are. Default: 1,000,000. */
  readonly partSpans?: number;
}

/** How many rows each of these traces has, of those that are not in memory. */
export async function rowsOfTraces({ database, recentFacts }: Sources, project: string, traceIds: readonly TraceId[]): Promise<ReadonlyMap<TraceId, number>> {
  const unknown = traceIds.filter((traceId) => recentFacts.count(project, traceId) === undefined);
  if (unknown.length === 0) return new Map();
  const rows = await database.query<{ trace_id: TraceId; rows: string }>(
    `SELECT trace_id, count() AS rows FROM spans WHERE project = {project:String} AND trace_id IN {traceIds:Array(String)}
     GROUP BY trace_id ${traceLookup(database)}`,
    { project, traceIds: unknown },
  );
  return new Map(rows.map((row) => [row.trace_id, Number(row.rows)]));
}

/**
 * Facts of a trace of any size, from the earliest start on, so many spans at a time as can be in memory. Whoever takes them holds up
 * every other large trace until they are done: two together would be twice as much.
 *
 * @param rows - how many rows the trace has, about
 */
export async function* traceParts(
  sources: Sources, project: string, traceId: TraceId, rows: number, { sliceRows = LARGE_ROWS, partSpans = 1_000_000 }: PartsOptions = {},
): AsyncGenerator<TraceFacts, void, void> {
  if (rows <= sliceRows) {
    const facts = await readTraceFacts(sources, project, traceId);
    if (facts) yield facts;
    return;
  }
  const leave = await sources.largeTraceTurn.enter();
  try {
    const slices = await slicesOf(sources, project, traceId, sliceRows);
    const moved = await movedSpans(sources, project, traceId);
    let part: TraceFacts = { records: [], rowHashes: new Map() };
    const logs = await logsOfTraces(sources, project, [traceId]);
    const reader = createSliceReader(sources, { project, traceId, moved, logs });
    let next = reader.read(slices[0]);
    for (const index of slices.keys()) {
      const slice = await next;
      if (part.records.length > 0 && part.records.length + slice.length > partSpans) {
        yield part;
        part = { records: [], rowHashes: new Map() };
      }
      // The engine reads while these are decoded.
      next = reader.read(slices[index + 1]);
      next.catch(() => undefined); // heard of when it is its turn, if nothing failed before
      await reader.decode(slice, part);
    }
    if (part.records.length > 0) yield part;
  } finally {
    leave();
  }
}

/** A part of a trace, resolved. */
export interface ResolvedPart extends Pick<TraceFacts, 'rowHashes'> {
  readonly resolution: TraceResolution;
}

/** The same, each part resolved with what those before it came to. */
export async function* resolvedParts(
  sources: Sources, project: string, traceId: TraceId, rows: number, options?: PartsOptions,
): AsyncGenerator<ResolvedPart, void, void> {
  // No more of a part is kept than this: the next one needs its memory.
  let earlier: EarlierParts | undefined;
  for await (const { records, rowHashes } of traceParts(sources, project, traceId, rows, options)) {
    const resolution = traceResolution(records, earlier);
    earlier = { trace: resolution.trace, hasRoot: resolution.hasRoot };
    yield { resolution, rowHashes };
  }
}

/** Spans from one on and before another, in the order of their start and their id; none is no limit. */
interface Slice {
  readonly from: Place;
  readonly before: Place | undefined;
}

interface Place {
  /** Nanoseconds since the Unix epoch. */
  readonly start: string;
  readonly span_id: SpanId;
}

async function slicesOf({ database }: Sources, project: string, traceId: TraceId, sliceRows: number): Promise<readonly Slice[]> {
  const places = await database.query<Place>(
    `SELECT DISTINCT toString(nano) AS start, span_id FROM (
       SELECT toUnixTimestamp64Nano(start_time) AS nano, span_id, rowNumberInAllBlocks() AS number
       FROM (SELECT start_time, span_id FROM spans WHERE project = {project:String} AND trace_id = {traceId:String} ORDER BY start_time, span_id)
     ) WHERE number % {sliceRows:UInt64} = 0 ORDER BY nano, span_id ${traceLookup(database)}`,
    { project, traceId, sliceRows },
  );
  return places.map((from, index) => ({ from, before: places[index + 1] }));
}

/** Spans that came with several starts, which are in different slices, and the start that counts. */
async function movedSpans({ database }: Sources, project: string, traceId: TraceId): Promise<ReadonlyMap<string, string>> {
  const rows = await database.query<{ span_id: SpanId; start: string }>(
    `SELECT span_id, toString(toUnixTimestamp64Nano(argMax(start_time, (version, received_at)))) AS start FROM spans
     WHERE project = {project:String} AND trace_id = {traceId:String} AND span_id IN (
       SELECT span_id FROM spans WHERE project = {project:String} AND trace_id = {traceId:String}
       GROUP BY span_id HAVING min(start_time) != max(start_time)
     ) GROUP BY span_id ${traceLookup(database)}`,
    { project, traceId },
  );
  return new Map(rows.map((row) => [row.span_id, row.start]));
}

interface SliceRow {
  readonly row: FactsTuple;
}

interface SliceReaderOptions {
  readonly project: string;
  readonly traceId: TraceId;
  readonly moved: ReadonlyMap<string, string>;
  readonly logs: LogsOfSpans;
}

/** Reads slices. What many spans say alike is in memory once. */
function createSliceReader({ database }: Sources, { project, traceId, moved, logs }: SliceReaderOptions) {
  const turns = new Turns();
  const shared = new Map<string, string>();
  const facts = createTextMemo((text) => JSON.parse(text) as Partial<SpanRecord>, 2_000_000);

  function* decode(rows: readonly SliceRow[], part: TraceFacts): Generator<void, void, void> {
    for (const { row } of rows) {
      const [, spanId, , , , , start] = row;
      if ((moved.get(spanId) ?? start) !== start) continue;
      if (shared.size > 20_000) shared.clear();
      const bare = decodeSpanFacts(withSharedTexts(row, shared), (text) => facts.of(text).value);
      const own = logs.get(traceId + spanId);
      const record = own ? joinLogs(bare, own) : bare;
      part.records.push(record);
      part.rowHashes.set(record.spanId, rowHashOf(row));
      yield;
    }
  }

  return {
    decode: (rows: readonly SliceRow[], part: TraceFacts) => turns.run(decode(rows, part)),
    async read(slice: Slice | undefined): Promise<readonly SliceRow[]> {
      if (!slice) return [];
      const { from, before } = slice;
      const [start, end] = ['start', 'end'].map((name) => `fromUnixTimestamp64Nano(toInt64({${name}:String}), 'UTC')`);
      return database.query<SliceRow>(
        `SELECT ${FACTS_TUPLE} AS row FROM spans
         WHERE project = {project:String} AND trace_id = {traceId:String} AND start_time >= ${start} AND (start_time > ${start} OR span_id >= {startId:String})
           ${before ? `AND start_time <= ${end} AND (start_time < ${end} OR span_id < {endId:String})` : ''}
         ORDER BY version DESC, received_at DESC LIMIT 1 BY span_id`,
        { project, traceId, start: from.start, startId: from.span_id, ...(before && { end: before.start, endId: before.span_id }) },
      );
    },
  };
}
