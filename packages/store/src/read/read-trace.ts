import { traceResolution } from '@heddle/conventions';
import type { SpanId, TraceId, TraceView } from '@heddle/model';
import type { TracePage } from '../store.js';
import { decodeCursor, encodeCursor, pageLimit } from './cursor.js';
import type { Sources } from './sources.js';
import type { TraceFactsCache } from './trace-facts-cache.js';
import { readSmallTrace, readTraceRecords } from './trace-records.js';

/** Up to this many rows a trace is read and resolved whole. Above, it is resolved from facts and only the window is read. */
const WHOLE_ROWS = 1_000;

/**
 * One window of a trace in tree order: as many spans as were asked for, or as one answer may hold. The cursor names the last span given, so spans that come meanwhile move nothing.
 * Of a trace above 1,000 spans, `inputText` and `outputText` are cut at 2,000 characters.
 */
export async function readTrace(
  sources: Sources, facts: TraceFactsCache, project: string, traceId: TraceId, page: TracePage = {},
): Promise<TraceView | undefined> {
  const limit = pageLimit(page.limit, { standard: 1_000, max: 10_000 });
  const short = page.content === 'short';
  const position = page.cursor === undefined ? undefined : decodePosition(page.cursor);
  // Most traces are small: to count the rows first would take as long as to read them.
  const whole = facts.has(project, traceId) ? undefined : await readSmallTrace(sources, project, traceId, { maxRows: WHOLE_ROWS, short });
  if (whole?.records.length === 0) return undefined;
  if (whole) {
    const resolution = traceResolution(whole.records);
    const idAt = (place: number) => resolution.sentFrom(place, 1)[0]?.spanId;
    const first = placeAfter(position, idAt, resolution.indexOf);
    const spans = resolution.spansFrom(first, limit);
    return view({ trace: resolution.trace, spans, shortened: whole.shortened }, cursorAfter(first + limit, idAt, resolution.spanCount));
  }
  const kept = await facts.read(project, traceId);
  if (!kept) return undefined;
  const idAt = (place: number) => kept.from(place, 1)[0]?.spanId;
  const first = placeAfter(position, idAt, kept.indexOf);
  const found = kept.from(first, limit);
  const { records, shortened, count } = await readTraceRecords(sources, project, traceId, found, { short });
  const changesOf = new Map(found.map(({ spanId, changes }) => [spanId, changes]));
  const spans = records.map((record) => ({ ...record, ...changesOf.get(record.spanId) }));
  return view({ trace: kept.trace, spans, shortened }, cursorAfter(first + count, idAt, kept.spanCount));
}

/** Where the page before ended: how many spans were given and which was the last. */
interface Position {
  readonly given: number;
  readonly spanId: string;
}

/** The span that was given last mostly stands where it stood; where the order moved since, it is looked for. */
function placeAfter(position: Position | undefined, idAt: (place: number) => SpanId | undefined, indexOf: (spanId: SpanId) => number): number {
  if (!position) return 0;
  const { given, spanId } = position;
  return idAt(given - 1) === spanId ? given : indexOf(spanId as SpanId) + 1;
}

/** Names the last span before a place, if there are more. */
function cursorAfter(place: number, idAt: (place: number) => SpanId | undefined, spanCount: number): string | undefined {
  const last = place < spanCount ? idAt(place - 1) : undefined;
  return last === undefined ? undefined : encodeCursor([String(place), last]);
}

function view({ trace, spans, shortened }: Required<Pick<TraceView, 'trace' | 'spans' | 'shortened'>>, nextCursor: string | undefined): TraceView {
  const cut = new Set(shortened);
  const shown = cut.size === 0 ? [] : spans.flatMap(({ spanId }) => (cut.has(spanId) ? [spanId] : []));
  return { trace, spans, ...(shown.length > 0 && { shortened: shown }), ...(nextCursor !== undefined && { nextCursor }) };
}

function decodePosition(cursor: string): Position {
  const [given, spanId] = decodeCursor(cursor, ['integer', 'text']);
  return { given: Math.max(1, Math.trunc(Number(given)) || 1), spanId: spanId! };
}
