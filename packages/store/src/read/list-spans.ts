import type { SpanRecord, TraceId } from '@heddle/model';
import { traceLookup } from './lookup-settings.js';
import { ROW_HASH } from '../schema/row-hash.js';
import type { Page, SpanQuery } from '../store.js';
import { decodeCursor, encodeCursor, pageLimit } from './cursor.js';
import { newestThatSay } from './frequent-words.js';
import type { Sources } from './sources.js';
import { FIRST_WINDOW, WIDER, candidates, isWindowFull, positionOf } from './span-candidates.js';
import type { Candidate } from './span-candidates.js';
import { withChanges } from './span-changes.js';
import { spanFilter } from './span-filter.js';
import type { SpanFilter } from './span-filter.js';
import { firstRecords } from './trace-records.js';

export interface ListOptions {
  readonly page?: Page;
  /** True for a trace of which nothing came since it was resolved: its resolution says which rows count. Default: false for all. */
  readonly isSettled?: (project: string, traceId: TraceId) => boolean;
}

/**
 * Newest first: as many as were asked for, or as one answer may hold. Each span as its whole trace explains it, once that trace was
 * resolved.
 */
export async function listSpans(
  sources: Sources, project: string, query: SpanQuery, { page = {}, isSettled = () => false }: ListOptions = {},
): Promise<{ readonly spans: readonly SpanRecord[]; readonly nextCursor?: string }> {
  const limit = pageLimit(page.limit, { standard: 50, max: 1_000 });
  const cursor = page.cursor === undefined ? undefined : decodeCursor(page.cursor, ['integer', 'text', 'text']);
  const filter = await spanFilter(sources, project, query, 'spans');
  const found = new Map<string, FoundSpan>();
  // One more than the page tells whether there is another. Outdated rows drop out, so it may take several looks.
  let size = limit + 1;
  let window = FIRST_WINDOW;
  for (let more = true, from = cursor && { position: cursor, itself: false }; more && found.size <= limit;) {
    const look = { from, size, window };
    const rows = (await newestThatSay(sources, project, filter, look)) ?? (await candidates(sources, project, filter, look));
    for (const span of await spansThatCount(sources, project, { filter, isSettled }, rows)) found.set(keyOf(span.row), span);
    const [first, last] = [rows[0], rows.at(-1)];
    more = rows.length === size;
    if (!more && (await isWindowFull(sources, project, filter, { from, window }))) {
      more = true;
      window *= WIDER;
    }
    if (!first || !last) continue;
    // Further rows of the last span may follow. A look that saw nothing but rows of one span has to go further.
    if (String(positionOf(first)) === String(positionOf(last))) size *= 4;
    from = { position: positionOf(last), itself: true };
  }
  const spans = await toRecords(sources, project, [...found.values()].slice(0, limit));
  const last = [...found.values()][spans.length - 1];
  return { spans, ...(last && found.size > spans.length && { nextCursor: encodeCursor(positionOf(last.row)) }) };
}

/** A span of the page: its row, and what its trace says of it, when it was resolved. */
interface FoundSpan {
  readonly row: Candidate;
  readonly changes: string | undefined;
  readonly logs: readonly string[];
}

/**
 * Outdated rows drop out. Most rows are confirmed by the resolution of their span, unless something came since or it was made by an
 * earlier version; otherwise the rows are asked, which takes longer than all else: those of a span may be anywhere.
 */
async function spansThatCount(
  sources: Sources, project: string, { filter, isSettled }: { readonly filter: SpanFilter } & Required<Pick<ListOptions, 'isSettled'>>, rows: readonly Candidate[],
): Promise<readonly FoundSpan[]> {
  if (rows.length === 0) return [];
  const traceIds = [...new Set(rows.map((row) => row.trace_id))];
  const spanIds = rows.map((row) => row.span_id);
  const settled = new Set(traceIds.filter((traceId) => isSettled(project, traceId)));
  const [logs, resolved] = await Promise.all([
    sources.logs.read(project, traceIds, { spanIds }),
    sources.database.query<SpanKey & { changes: string; row_hash: string }>(
      `SELECT trace_id, span_id, changes, toString(row_hash) AS row_hash FROM span_resolutions FINAL
       WHERE ${['project = {project:String} AND trace_id IN {traceIds:Array(String)} AND span_id IN {spanIds:Array(String)}', ...filter.resolved].join(' AND ')}`,
      { ...filter.parameters, project, traceIds, spanIds },
    ),
  ]);
  const resolutions = new Map(resolved.map((row) => [keyOf(row), row]));
  const passed = filter.resolved.length === 0 ? rows : rows.filter((row) => resolutions.has(keyOf(row)));
  // A resolution confirms a row and refuses none: the one it names may have been merged into another that says the same.
  const confirmed = passed.filter((row) => settled.has(row.trace_id) && resolutions.get(keyOf(row))?.row_hash === row.row_hash);
  const rowThatCounts = new Map(confirmed.map((row) => [keyOf(row), row.row_hash]));
  const doubtful = passed.filter((row) => !rowThatCounts.has(keyOf(row)));
  for (const row of await newestRows(sources, project, doubtful)) rowThatCounts.set(keyOf(row), row.row_hash);
  return passed.flatMap((row) => (
    rowThatCounts.get(keyOf(row)) === row.row_hash ? [{ row, changes: resolutions.get(keyOf(row))?.changes, logs }] : []
  ));
}

function newestRows({ database }: Sources, project: string, rows: readonly SpanKey[]): Promise<(SpanKey & { readonly row_hash: string })[]> {
  if (rows.length === 0) return Promise.resolve([]);
  return database.query(
    `SELECT trace_id, span_id, toString(argMax(${ROW_HASH}, (spans.version, received_at))) AS row_hash FROM spans
     WHERE project = {project:String} AND trace_id IN {traceIds:Array(String)} AND span_id IN {spanIds:Array(String)}
     GROUP BY trace_id, span_id ${traceLookup(database, { few: true })}`,
    { project, traceIds: [...new Set(rows.map((row) => row.trace_id))], spanIds: rows.map((row) => row.span_id) },
  );
}

interface SpanKey {
  readonly trace_id: string;
  readonly span_id: string;
}

function keyOf(row: SpanKey): string {
  return row.trace_id + row.span_id;
}

/** The first of the spans. */
async function toRecords(sources: Sources, project: string, found: readonly FoundSpan[]): Promise<SpanRecord[]> {
  const logs = [...new Set(found.flatMap((span) => span.logs))];
  const { records } = await firstRecords(sources, project, found.map(({ row }) => row), logs);
  return records.map((record, index) => {
    const { changes } = found[index]!;
    return changes === undefined ? record : withChanges(record, JSON.parse(changes) as Partial<SpanRecord>);
  });
}
