import { traceResolution } from '@heddle/conventions';
import type { SpanId, SpanRecord, TraceId, TraceView } from '@heddle/model';
import type { TraceWindow } from '../store.js';
import { decodeCursor, encodeCursor, pageLimit } from './cursor.js';
import type { KeptTrace } from './kept-trace.js';
import { readSmallTrace } from './small-trace.js';
import type { SmallTrace } from './small-trace.js';
import type { Sources } from './sources.js';
import { spanChanges, withChanges } from './span-changes.js';
import { MAX_LENGTH } from './take-fitting.js';
import type { TraceFactsCache } from './trace-facts-cache.js';
import { readTraceRecords } from './trace-records.js';

/** Up to this many rows a trace is read and resolved whole. Above, it is resolved from facts and only the window is read. */
const WHOLE_ROWS = 1_000;

/**
 * One window of a trace in tree order: as many spans as were asked for, or as one answer may hold. The cursor names the last span given, so spans
 * that come meanwhile move nothing. Of a trace above 1,000 spans, `inputText` and `outputText` are cut at 2,000 characters.
 */
export async function readTrace(
  sources: Sources, facts: TraceFactsCache, project: string, traceId: TraceId, page: TraceWindow = {},
): Promise<TraceView | undefined> {
  const asked: Asked = {
    limit: pageLimit(page.limit, { standard: 1_000, max: 10_000 }),
    short: page.content === 'short',
    position: page.cursor === undefined ? undefined : decodePosition(page.cursor),
  };
  // Most traces are small: to count the rows first would take as long as to read them.
  const small = facts.has(project, traceId) ? undefined : await readSmallTrace(sources, project, traceId, { maxRows: WHOLE_ROWS, short: asked.short });
  if (small) return small.records.length === 0 ? undefined : windowOfSmall(small, asked);
  const kept = await facts.read(project, traceId);
  return kept && windowOfKept(sources, project, kept, asked);
}

interface Asked {
  readonly limit: number;
  readonly short: boolean;
  readonly position: Position | undefined;
}

async function windowOfSmall(small: SmallTrace, { limit, short, position }: Asked): Promise<TraceView> {
  const { trace, spanCount, spansFrom, sentFrom, indexOf } = traceResolution(small.records);
  const idAt = (place: number) => sentFrom(place, 1)[0]?.spanId;
  const first = placeAfter(position, idAt, indexOf);
  const found = spansFrom(first, limit);
  const spans = small.fits ? found : short ? leading(found) : await wholeSpans();
  return view({ trace, spans, shortened: short ? small.shortened : [] }, cursorAfter(first + spans.length, idAt, spanCount));

  async function wholeSpans(): Promise<readonly SpanRecord[]> {
    const sent = sentFrom(first, limit);
    const records = await small.readWhole(found.map(({ spanId }) => spanId));
    return records.map((record, index) => withChanges(record, spanChanges(sent[index]!, found[index]!)));
  }
}

/** As many of the first spans as one answer may hold. */
function leading(spans: readonly SpanRecord[]): readonly SpanRecord[] {
  let length = 0;
  const end = spans.findIndex((span, index) => {
    // Messages stand in it as they came and as they were read.
    length += JSON.stringify(span).length / 2;
    return index > 0 && length > MAX_LENGTH;
  });
  return end === -1 ? spans : spans.slice(0, end);
}

async function windowOfKept(sources: Sources, project: string, kept: KeptTrace, { limit, short, position }: Asked): Promise<TraceView> {
  const idAt = (place: number) => kept.from(place, 1)[0]?.spanId;
  const first = placeAfter(position, idAt, kept.indexOf);
  const found = kept.from(first, limit);
  const { records, shortened, count } = await readTraceRecords(sources, project, kept.trace.traceId, found, { short });
  const changesOf = new Map(found.map(({ spanId, changes }) => [spanId, changes]));
  const spans = records.map((record) => withChanges(record, changesOf.get(record.spanId)));
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
