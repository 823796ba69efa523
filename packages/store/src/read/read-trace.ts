import { resolveTrace } from '@heddle/conventions';
import type { SpanRecord, TraceId, TraceView } from '@heddle/model';
import type { Database } from '../engine/database.js';
import type { Page } from '../store.js';
import { decodeCursor, encodeCursor, pageLimit } from './cursor.js';
import { spanChanges } from './span-changes.js';
import { readTraceState } from './trace-facts-cache.js';
import type { TraceFactsCache } from './trace-facts-cache.js';
import { readTraceRecords } from './trace-records.js';

/** Up to this many spans a trace is read and resolved whole. Above, it is resolved from facts and only the window is read. */
const WHOLE_SPANS = 1_000;

/**
 * One window of a trace in tree order. The cursor names the last span given, so spans that come meanwhile move nothing.
 * Of a trace above 1,000 spans, `inputText` and `outputText` are cut at 2,000 characters.
 */
export async function readTrace(
  database: Database, facts: TraceFactsCache, project: string, traceId: TraceId, page: Page = {},
): Promise<TraceView | undefined> {
  const limit = pageLimit(page.limit, { standard: 1_000, max: 10_000 });
  const position = page.cursor === undefined ? undefined : decodePosition(page.cursor);
  const { rows, state } = await readTraceState(database, project, traceId);
  if (rows === 0) return undefined;
  if (rows <= WHOLE_SPANS) return view(window(await readTraceRecords(database, project, traceId), position, limit), limit);

  const all = await facts.read(project, traceId, state);
  const found = window(all, position, limit);
  const spanIds = found.spans.slice(0, limit).map(({ spanId }) => spanId);
  const records = await readTraceRecords(database, project, traceId, spanIds);
  const full = new Map(records.map((record) => [record.spanId, record]));
  const bare = new Map(all.flatMap((record) => (full.has(record.spanId) ? [[record.spanId, record] as const] : [])));
  const spans = found.spans.map((span) => ({ ...(full.get(span.spanId) ?? span), ...spanChanges(bare.get(span.spanId) ?? span, span) }));
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

function window(records: readonly SpanRecord[], position: Position | undefined, limit: number): Window {
  if (!position) return { ...resolveTrace(records, { window: { first: 0, count: limit + 1 } }), first: 0 };
  // The span given last is taken along, to see whether the order moved since; then it is looked for.
  const guess = resolveTrace(records, { window: { first: position.given - 1, count: limit + 2 } });
  if (guess.spans[0]?.spanId === position.spanId) return { trace: guess.trace, spans: guess.spans.slice(1), first: position.given };
  const { trace, spans } = resolveTrace(records);
  const first = spans.findIndex(({ spanId }) => spanId === position.spanId) + 1;
  return { trace, spans: spans.slice(first, first + limit + 1), first };
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
