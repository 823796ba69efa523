import { resolveTrace } from '@heddle/conventions';
import type { TraceId, TraceView } from '@heddle/model';
import type { Database } from '../engine/database.js';
import type { Page } from '../store.js';
import { decodeCursor, encodeCursor, pageLimit } from './cursor.js';
import { readTraceRecords } from './trace-records.js';

/** One window of a trace in tree order. The cursor names the last span given, so spans that come meanwhile move nothing. */
export async function readTrace(database: Database, project: string, traceId: TraceId, page: Page = {}): Promise<TraceView | undefined> {
  const after = page.cursor === undefined ? undefined : decodeCursor(page.cursor, 1)[0];
  const records = (await readTraceRecords(database, project, [traceId])).get(traceId);
  if (!records) return undefined;
  const { trace, spans } = resolveTrace(records);
  const start = after === undefined ? 0 : spans.findIndex(({ spanId }) => spanId === after) + 1;
  const end = start + pageLimit(page.limit, { standard: 1_000, max: 10_000 });
  const window = spans.slice(start, end);
  const last = window.at(-1);
  return { trace, spans: window, ...(last && end < spans.length && { nextCursor: encodeCursor([last.spanId]) }) };
}
