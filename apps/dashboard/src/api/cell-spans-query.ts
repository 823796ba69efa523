import type { SessionView, SpanRecord, TraceView } from '@heddle/model';
import { queryOptions } from '@tanstack/react-query';
import { cellIdOf } from '../model/cell-from-spans.js';
import { api, checked } from './client.js';
import { SPAN_PAGE, TRACE_PAGE } from './queries.js';
import { sessionViewSchema, traceViewSchema } from './schemas.js';

/** A trace is searched up to this many spans; a cell beyond them is still reached from the trace page. */
const MOST_SPANS = 20_000;

/** The spans of the trace a cell is in, for sessions whose events are missing. Empty when no trace has it. */
export function cellSpansQuery(sessionId: string, cellId: string, enabled: boolean) {
  return queryOptions({
    queryKey: ['cell-spans', sessionId, cellId],
    enabled,
    queryFn: async ({ signal }): Promise<readonly SpanRecord[]> => {
      for await (const traceId of tracesOf(sessionId, signal)) {
        const spans: SpanRecord[] = [];
        let cursor: string | undefined;
        do {
          // Cells and their calls stay whole.
          const query = { limit: SPAN_PAGE, cursor, content: 'short' as const };
          const page: TraceView = await checked(api.GET('/traces/{traceId}', { params: { path: { traceId }, query }, signal }), traceViewSchema);
          spans.push(...page.spans);
          cursor = page.nextCursor;
        } while (cursor !== undefined && spans.length < MOST_SPANS);
        if (spans.some((span) => cellIdOf(span) === cellId)) return spans;
      }
      return [];
    },
  });
}

async function* tracesOf(sessionId: string, signal: AbortSignal): AsyncGenerator<string, void, void> {
  let cursor: string | undefined;
  do {
    const view: SessionView = await checked(
      api.GET('/sessions/{sessionId}', { params: { path: { sessionId }, query: { limit: TRACE_PAGE, cursor } }, signal }), sessionViewSchema,
    );
    for (const { traceId } of view.traces) yield traceId;
    cursor = view.nextCursor;
  } while (cursor !== undefined);
}
