import type { SpanRecord, TraceId } from '@heddle/model';
import type { Database } from '../engine/database.js';
import { readTraceFacts } from './trace-facts.js';

/** Keeps the facts of the large traces that were read last: whoever scrolls through one asks for window after window. */
export interface TraceFactsCache {
  /** Facts of all spans of a trace, never older than this call. */
  read(project: string, traceId: TraceId): Promise<readonly SpanRecord[]>;
}

/** @param maxSpans - spans kept in all; about 1.5 kB each */
export function createTraceFactsCache(database: Database, maxSpans = 300_000): TraceFactsCache {
  const kept = new Map<string, { readonly state: string; readonly spans: readonly SpanRecord[] }>();
  return {
    async read(project, traceId) {
      const key = traceId + project;
      const state = await traceState(database, project, traceId);
      const known = kept.get(key);
      kept.delete(key);
      const spans = known?.state === state ? known.spans : ((await readTraceFacts(database, project, [traceId])).get(traceId) ?? []);
      kept.set(key, { state, spans });
      let total = 0;
      for (const entry of kept.values()) total += entry.spans.length;
      for (const [oldest, entry] of kept) {
        if (total <= maxSpans) break;
        kept.delete(oldest);
        total -= entry.spans.length;
      }
      return spans;
    },
  };
}

/** Changes whenever a span of the trace is written; merges change it too, which only costs reading again. */
async function traceState(database: Database, project: string, traceId: TraceId): Promise<string> {
  const [row] = await database.query<{ state: string }>(
    `SELECT concat(toString(count()), ' ', toString(sum(cityHash64(version, received_at)))) AS state
     FROM spans WHERE project = {project:String} AND trace_id = {traceId:String}`,
    { project, traceId },
  );
  return row?.state ?? '';
}
