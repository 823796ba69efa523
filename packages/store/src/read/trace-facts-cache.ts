import { traceResolution } from '@heddle/conventions';
import type { TraceResolution } from '@heddle/conventions';
import type { TraceId } from '@heddle/model';
import type { Database } from '../engine/database.js';
import type { Sources } from './sources.js';
import { readTraceFacts } from './trace-facts.js';

/** Keeps the large traces that were read last, resolved: whoever scrolls through one asks for window after window. */
export interface TraceFactsCache {
  /** True for a trace that was kept when it was last read. */
  has(project: string, traceId: TraceId): boolean;
  /** A trace, resolved from the facts of all its spans, as new as its state. @param state - see {@link readTraceState} */
  read(project: string, traceId: TraceId, state: string): Promise<TraceResolution>;
}

/** @param maxSpans - spans kept in all; about 1.5 kB each */
export function createTraceFactsCache(sources: Sources, maxSpans = 300_000): TraceFactsCache {
  const kept = new Map<string, { readonly state: string; readonly resolution: TraceResolution }>();
  return {
    has: (project, traceId) => kept.has(traceId + project),
    async read(project, traceId, state) {
      const key = traceId + project;
      const known = kept.get(key);
      kept.delete(key);
      const resolution = known?.state === state
        ? known.resolution
        : traceResolution((await readTraceFacts(sources, project, [traceId])).get(traceId)?.records ?? []);
      kept.set(key, { state, resolution });
      let total = 0;
      for (const entry of kept.values()) total += entry.resolution.spanCount;
      for (const [oldest, entry] of kept) {
        if (total <= maxSpans) break;
        kept.delete(oldest);
        total -= entry.resolution.spanCount;
      }
      return resolution;
    },
  };
}

/**
 * How many rows a trace has (not spans: one that started and ended may count twice), and a text that changes whenever a span
 * of it is written; merges change it too, which only costs reading again.
 */
export async function readTraceState(
  database: Database, project: string, traceId: TraceId,
): Promise<{ readonly rows: number; readonly state: string }> {
  const [row] = await database.query<{ rows: string; state: string }>(
    `SELECT count() AS rows, concat(toString(rows), ' ', toString(sum(cityHash64(version, received_at)))) AS state
     FROM spans WHERE project = {project:String} AND trace_id = {traceId:String}`,
    { project, traceId },
  );
  return { rows: Number(row?.rows ?? 0), state: row?.state ?? '' };
}
