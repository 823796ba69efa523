import type { SpanId, SpanRecord, TraceId, UnixNano } from '@heddle/model';
import type { StoredSpan } from '../schema/stored-span.js';
import { spanVersion } from '../write/span-version.js';
import { readFittingSpans } from './fitting-spans.js';
import type { Sources } from './sources.js';
import { MAX_LENGTH } from './take-fitting.js';
import { traceLookup } from './lookup-settings.js';
import { STORED_COLUMNS, VERSIONED_COLUMNS, firstRecords, recordsOf, rowsThatCount } from './trace-records.js';
import type { ContentOptions, StoredRow, VersionedRow } from './trace-records.js';

/** Characters of the spans of a trace that is resolved from all of them, with what is long left out. */
const MAX_SMALL_LENGTH = 32_000_000;

/** A trace that is read as a whole: its spans, each once, in no particular order. */
export interface SmallTrace {
  readonly records: readonly SpanRecord[];
  /** Those of which something was left out. */
  readonly shortened: readonly SpanId[];
  /** True when an answer may hold all of them. */
  readonly fits: boolean;
  /** The first of some of its spans with all that they say, as many as one answer may hold. */
  readWhole(spanIds: readonly SpanId[]): Promise<readonly SpanRecord[]>;
}

/**
 * All spans of a trace with the log records that belong to them. They are normalised again from what was sent, so an improved dialect shows
 * in old traces too. Prices stay what they were when the span was stored.
 *
 * @param options.short - leaves out what is long; it is left out too when an answer could not hold it
 * @returns `undefined` for a trace of more rows than `maxRows`, or of more than can be looked at as a whole
 */
export async function readSmallTrace(
  sources: Sources, project: string, traceId: TraceId, { maxRows, short }: { readonly maxRows: number } & ContentOptions,
): Promise<SmallTrace | undefined> {
  const read = <Row>(columns: string) => sources.database.query<Row>(
    `SELECT ${columns} FROM spans WHERE project = {project:String} AND trace_id = {traceId:String}
     LIMIT {limit:UInt64} ${traceLookup(sources.database, { few: true })}`,
    { project, traceId, limit: maxRows + 1 },
  );
  const [found, logs] = await Promise.all([read<StoredRow>(STORED_COLUMNS), sources.logs.read(project, [traceId], { ofTrace: true })]);
  if (found.length > maxRows) return undefined;
  const rows = rowsByContent(found) ?? rowsThatCount(await read<VersionedRow>(VERSIONED_COLUMNS));
  const whole = short ? undefined : await readFittingSpans(sources, project, rows);
  const fits = whole?.spans.length === rows.length;
  const { spans, shortened, length } = fits ? whole : await readFittingSpans(sources, project, rows, { short: true, maxLength: MAX_SMALL_LENGTH });
  if (spans.length < rows.length) return undefined;
  return {
    records: await recordsOf(sources, project, { rows, spans, logs }),
    shortened,
    fits: fits || (short && length <= MAX_LENGTH),
    async readWhole(spanIds) {
      const rowOf = new Map(rows.map((row, index) => [spans[index]!.spanId, row]));
      return (await firstRecords(sources, project, spanIds.flatMap((spanId) => rowOf.get(spanId) ?? []), logs)).records;
    },
  };
}

/**
 * Of the rows of each span the one that counts, found from what they say: each further column takes a millisecond of a small trace.
 *
 * @returns `undefined` when rows say the same and have other prices: only the times they were made at tell which counts
 */
function rowsByContent(rows: readonly StoredRow[]): readonly StoredRow[] | undefined {
  const chosen = new Map<string, { readonly row: StoredRow; version?: bigint }>();
  for (const row of rows) {
    const spanId = SPAN_ID.exec(row.raw)?.[1];
    if (spanId === undefined) return undefined;
    const other = chosen.get(spanId);
    if (!other) {
      chosen.set(spanId, { row });
      continue;
    }
    const version = storedVersion(row.raw);
    other.version ??= storedVersion(other.row.raw);
    if (version > other.version) chosen.set(spanId, { row, version });
    else if (version === other.version && (row.computed_cost_usd !== other.row.computed_cost_usd || row.price_table !== other.row.price_table)) return undefined;
  }
  return [...chosen.values()].map(({ row }) => row);
}

/** How the column `raw` begins, see `storeSpan`. */
const SPAN_ID = /^\{"traceId":"[0-9a-f]{32}","spanId":"([0-9a-f]{16})"/;

function storedVersion(raw: string): bigint {
  const { endTime, attributes } = JSON.parse(raw) as StoredSpan;
  return spanVersion({ endTime: BigInt(endTime) as UnixNano, attributes }, raw);
}
