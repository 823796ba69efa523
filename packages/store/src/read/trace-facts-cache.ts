import type { TraceId } from '@heddle/model';
import { Turns } from '../write/turns.js';
import { createTraceKeeper } from './kept-trace.js';
import type { KeptTrace } from './kept-trace.js';
import type { Sources } from './sources.js';
import { traceLookup } from './lookup-settings.js';
import { resolvedParts } from './trace-parts.js';

/** Keeps the large traces that were read last, resolved: whoever scrolls through one asks for window after window. */
export interface TraceFactsCache {
  /** True for a trace that was kept when it was last read. */
  has(project: string, traceId: TraceId): boolean;
  /** A trace, resolved from the facts of all its spans; `undefined` when there is none. */
  read(project: string, traceId: TraceId): Promise<KeptTrace | undefined>;
  /** Says that something of the trace is stored now. */
  touch(project: string, traceId: TraceId): void;
}

interface Entry {
  /** Text that changes whenever a span of the trace is written. */
  readonly state: string;
  /** The last touch before it was read. */
  readonly touch: number;
  readonly kept: KeptTrace;
}

/** @param maxSpans - spans kept in all, beside those of the trace that was read last; some 20 bytes each */
export function createTraceFactsCache(sources: Sources, maxSpans = 5_000_000): TraceFactsCache {
  const entries = new Map<string, Entry>();
  /** Reads under way: many windows of one trace may be asked for at once. */
  const reading = new Map<string, Promise<Entry | undefined>>();
  const turns = new Turns();
  /** Of the traces that are kept or being read: the number of their last touch. Numbers never come again. */
  const touches = new Map<string, number>();
  let lastTouch = 0;

  async function readAgain(project: string, traceId: TraceId, known: Entry | undefined): Promise<Entry | undefined> {
    const touch = touches.get(traceId + project) ?? ++lastTouch;
    const { rows, state } = await readTraceState(sources, project, traceId);
    if (rows === 0) return undefined;
    const kept = known?.state === state ? known.kept : await readWhole(project, traceId, rows);
    return kept && { state, touch, kept };
  }

  async function readWhole(project: string, traceId: TraceId, rows: number): Promise<KeptTrace | undefined> {
    const keeper = createTraceKeeper(rows);
    for await (const { resolution } of resolvedParts(sources, project, traceId, rows)) await turns.run(keeper.add(resolution));
    return keeper.finish();
  }

  /** One read serves all who ask while nothing of the trace is written. */
  function readOnce(project: string, traceId: TraceId, known: Entry | undefined): Promise<Entry | undefined> {
    const key = `${touches.get(traceId + project)} ${traceId}${project}`;
    let work = reading.get(key);
    if (!work) {
      work = readAgain(project, traceId, known).finally(() => void reading.delete(key));
      reading.set(key, work);
    }
    return work;
  }

  function forget(key: string): void {
    entries.delete(key);
    touches.delete(key);
  }

  return {
    has: (project, traceId) => entries.has(traceId + project),
    async read(project, traceId) {
      const key = traceId + project;
      const known = entries.get(key);
      if (!touches.has(key)) touches.set(key, ++lastTouch);
      // To a server, others may have written.
      const isFresh = sources.database.kind === 'embedded' && known?.touch === touches.get(key);
      const entry = isFresh ? known : await readOnce(project, traceId, known);
      entries.delete(key);
      if (!entry) {
        forget(key);
        return undefined;
      }
      let total = 0;
      for (const { kept } of entries.values()) total += kept.spanCount;
      for (const [oldest, { kept }] of entries) {
        if (total <= maxSpans) break;
        forget(oldest);
        total -= kept.spanCount;
      }
      entries.set(key, entry);
      return entry.kept;
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
