import { traceResolution } from '@heddle/conventions';
import type { TraceResolution } from '@heddle/conventions';
import type { SpanId, SpanRecord, TraceId, TraceView } from '@heddle/model';
import type { Page } from '../store.js';
import { decodeCursor, encodeCursor, pageLimit } from './cursor.js';
import type { Sources } from './sources.js';
import { spanChanges } from './span-changes.js';
import type { TraceFactsCache } from './trace-facts-cache.js';
import { readSmallTrace, readTraceRecords } from './trace-records.js';

/** Up to this many rows a trace is read and resolved whole. Above, it is resolved from facts and only the window is read. */
const WHOLE_ROWS = 1_000;

/**
 * One window of a trace in tree order. The cursor names the last span given, so spans that come meanwhile move nothing.
 * Of a trace above 1,000 spans, `inputText` and `outputText` are cut at 2,000 characters.
 */
export async function readTrace(
  sources: Sources, facts: TraceFactsCache, project: string, traceId: TraceId, page: Page = {},
): Promise<TraceView | undefined> {
  const limit = pageLimit(page.limit, { standard: 1_000, max: 10_000 });
  const position = page.cursor === undefined ? undefined : decodePosition(page.cursor);
  // Most traces are small: to count the rows first would take as long as to read them.
  const whole = facts.has(project, traceId) ? undefined : await readSmallTrace(sources, project, traceId, WHOLE_ROWS);
  if (whole?.length === 0) return undefined;
  if (whole) return view(window(traceResolution(whole), position, limit), limit);

  const resolution = await facts.read(project, traceId);
  if (!resolution) return undefined;
  const found = window(resolution, position, limit);
  const bare = resolution.sentFrom(found.first, found.spans.length);
  const records = await readTraceRecords(sources, project, traceId, bare.slice(0, limit));
  const full = new Map(records.map((record) => [record.spanId, record]));
  const spans = found.spans.map((span, index) => ({ ...(full.get(span.spanId) ?? span), ...spanChanges(bare[index] ?? span, span) }));
  return view({ ...found, spans }, limit);
}

/** Where the page before ended: how many spans were given and which was the last. */
interface Position {
  readonly given: number;
  readonly spanId: string;
}

interface Window {
  readonly trace: TraceView['trace'];
  readonly first: number;
  /** One more than was asked for, if there is one. */
  readonly spans: readonly SpanRecord[];
}

function window(resolution: TraceResolution, position: Position | undefined, limit: number): Window {
  const first = position ? placeAfter(resolution, position) : 0;
  return { trace: resolution.trace, first, spans: resolution.spansFrom(first, limit + 1) };
}

/** The span that was given last mostly stands where it stood; where the order moved since, it is looked for. */
function placeAfter(resolution: TraceResolution, { given, spanId }: Position): number {
  const [last] = resolution.sentFrom(given - 1, 1);
  return last?.spanId === spanId ? given : resolution.indexOf(spanId as SpanId) + 1;
}

function view({ trace, spans, first }: Window, limit: number): TraceView {
  const given = spans.slice(0, limit);
  const last = given.at(-1);
  return { trace, spans: given, ...(last && spans.length > limit && { nextCursor: encodeCursor([String(first + limit), last.spanId]) }) };
}

function decodePosition(cursor: string): Position {
  const [given, spanId] = decodeCursor(cursor, ['integer', 'text']);
  return { given: Math.max(1, Math.trunc(Number(given)) || 1), spanId: spanId! };
}
