import { traceResolution } from '@heddle/conventions';
import type { TraceResolution } from '@heddle/conventions';
import type { TraceId } from '@heddle/model';
import type { Sources } from './sources.js';
import { traceLookup } from './trace-lookup.js';
import { readTraceFacts } from './trace-facts.js';

/** Keeps the large traces that were read last, resolved: whoever scrolls through one asks for window after window. */
export interface TraceFactsCache {
  /** True for a trace that was kept when it was last read. */
  has(project: string, traceId: TraceId): boolean;
  /** A trace, resolved from the facts of all its spans; `undefined` when there is none. */
  read(project: string, traceId: TraceId): Promise<TraceResolution | undefined>;
  /** Says that something of the trace is stored now. */
  touch(project: string, traceId: TraceId): void;
}

interface KeptTrace {
  /** Text that changes whenever a span of the trace is written. */
  readonly state: string;
  /** The last touch before it was read. */
  readonly touch: number;
  readonly resolution: TraceResolution;
}

/** @param maxSpans - spans kept in all; about 1.5 kB each */
export function createTraceFactsCache(sources: Sources, maxSpans = 300_000): TraceFactsCache {
  const kept = new Map<string, KeptTrace>();
  /** Of the traces that are kept or being read: the number of their last touch. Numbers never come again. */
  const touches = new Map<string, number>();
  let lastTouch = 0;

  async function readAgain(project: string, traceId: TraceId, known: KeptTrace | undefined): Promise<KeptTrace | undefined> {
    const touch = touches.get(traceId + project) ?? ++lastTouch;
    const { rows, state } = await readTraceState(sources, project, traceId);
    if (rows === 0) return undefined;
    const resolution = known?.state === state
      ? known.resolution
      : traceResolution((await readTraceFacts(sources, project, [traceId])).get(traceId)?.records ?? []);
    return { state, touch, resolution };
  }

  function forget(key: string): void {
    kept.delete(key);
    touches.delete(key);
  }

  return {
    has: (project, traceId) => kept.has(traceId + project),
    async read(project, traceId) {
      const key = traceId + project;
      const known = kept.get(key);
      if (!touches.has(key)) touches.set(key, ++lastTouch);
      // To a server, others may have written.
      const isFresh = sources.database.kind === 'embedded' && known?.touch === touches.get(key);
      const entry = isFresh ? known : await readAgain(project, traceId, known);
      kept.delete(key);
      if (!entry) {
        forget(key);
        return undefined;
      }
      kept.set(key, entry);
      let total = 0;
      for (const { resolution } of kept.values()) total += resolution.spanCount;
      for (const [oldest, { resolution }] of kept) {
        if (total <= maxSpans) break;
        forget(oldest);
        total -= resolution.spanCount;
      }
      return entry.resolution;
    },
    touch(project, traceId) {
      const key = traceId + project;
      if (touches.has(key)) touches.set(key, ++lastTouch);
    },
  };
}

/**
 * How many rows a trace has (not spans: one that started and ended may count twice), and a text that changes whenever a span
 * of it is written; merges change it too, which only costs reading again.
 */
async function readTraceState(
  { database }: Sources, project: string, traceId: TraceId,
): Promise<{ readonly rows: number; readonly state: string }> {
  const [row] = await database.query<{ rows: string; state: string }>(
    `SELECT count() AS rows, concat(toString(rows), ' ', toString(sum(cityHash64(version, received_at)))) AS state
     FROM spans WHERE project = {project:String} AND trace_id = {traceId:String} ${traceLookup(database)}`,
    { project, traceId },
  );
  return { rows: Number(row?.rows ?? 0), state: row?.state ?? '' };
}
