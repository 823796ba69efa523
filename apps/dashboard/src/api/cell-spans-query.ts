import type { SpanRecord, TraceView } from '@heddle/model';
import { queryOptions } from '@tanstack/react-query';
import { cellIdOf } from '../model/cell-from-spans.js';
import { api, checked } from './client.js';
import { SPAN_PAGE } from './queries.js';
import { sessionViewSchema, traceViewSchema } from './schemas.js';

/** A trace is searched up to this many spans; a cell beyond them is still reached from the trace page. */
const MOST_SPANS = 20_000;

/** The spans of the trace a cell is in, for sessions whose events are missing. Empty when no trace has it. */
export function cellSpansQuery(sessionId: string, cellId: string, enabled: boolean) {
  return queryOptions({
    queryKey: ['cell-spans', sessionId, cellId],
    enabled,
    queryFn: async ({ signal }): Promise<readonly SpanRecord[]> => {
      const view = await checked(api.GET('/sessions/{sessionId}', { params: { path: { sessionId } }, signal }), sessionViewSchema);
      for (const { traceId } of view.traces) {
        const spans: SpanRecord[] = [];
        let cursor: string | undefined;
        do {
          const page: TraceView = await checked(
            api.GET('/traces/{traceId}', { params: { path: { traceId }, query: { limit: SPAN_PAGE, cursor } }, signal }), traceViewSchema,
          );
          spans.push(...page.spans);
          cursor = page.nextCursor;
        } while (cursor !== undefined && spans.length < MOST_SPANS);
        if (spans.some((span) => cellIdOf(span) === cellId)) return spans;
      }
      return [];
    },
  });
}
