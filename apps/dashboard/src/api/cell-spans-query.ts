import type { SpanRecord } from '@heddle/model';
import { queryOptions } from '@tanstack/react-query';
import { cellIdOf } from '../model/cell-from-spans.js';
import { getJson } from './client.js';
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
      const view = await getJson(`/api/sessions/${encodeURIComponent(sessionId)}`, sessionViewSchema, signal);
      for (const { traceId } of view.traces) {
        const spans: SpanRecord[] = [];
        for (let cursor: string | undefined = ''; cursor !== undefined && spans.length < MOST_SPANS;) {
          const after: string = cursor === '' ? '' : `&cursor=${encodeURIComponent(cursor)}`;
          const page = await getJson(`/api/traces/${encodeURIComponent(traceId)}?limit=${SPAN_PAGE}${after}`, traceViewSchema, signal);
          spans.push(...page.spans);
          cursor = page.nextCursor;
        }
        if (spans.some((span) => cellIdOf(span) === cellId)) return spans;
      }
      return [];
    },
  });
}
