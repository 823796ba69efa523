import type { TraceId } from '@heddle/model';
import type { FactsRow, FactsTuple } from '../schema/span-facts.js';
import type { StoredTraces } from './stored-traces.js';

/** Facts of the traces that came in last: the resolver need not read again what was just written. */
export interface RecentFacts {
  /** Takes facts of spans that are in the database now. */
  add(project: string, facts: readonly FactsRow[]): void;
  /** Says that something of these traces is in the database of which the facts are not known here. */
  forget(project: string, traceIds: Iterable<TraceId>): void;
  /** How many spans a trace has; `undefined` when only the database knows. */
  count(project: string, traceId: TraceId): number | undefined;
  /** The facts of all spans of a trace; `undefined` when only the database has them all. */
  read(project: string, traceId: TraceId): readonly FactsTuple[] | undefined;
}

/** Spans of one trace from which it is left to the database. */
const MAX_SPANS_OF_TRACE = 10_000;

/**
 * Keeps a trace from its first span on, so that what it has is all there is; that there was none before, `stored` knows.
 *
 * @param maxSpans - spans kept in all; about 1.2 kB each
 */
export function createRecentFacts(stored: StoredTraces, maxSpans = 40_000): RecentFacts {
  const traces = new Map<string, KeptTrace>();
  let spans = 0;

  function forget(kept: KeptTrace): void {
    stored.add(kept.project, kept.traceId);
    if (traces.delete(kept.traceId + kept.project)) spans -= kept.rows.size;
  }

  function begin(project: string, traceId: TraceId): KeptTrace | undefined {
    if (stored.mayHave(project, traceId)) {
      stored.add(project, traceId);
      return undefined;
    }
    const kept: KeptTrace = { project, traceId, rows: new Map() };
    traces.set(traceId + project, kept);
    return kept;
  }

  return {
    add(project, facts) {
      for (const row of facts) {
        const [, spanId, , traceId] = row.tuple;
        const kept = traces.get(traceId + project) ?? begin(project, traceId);
        if (!kept) continue;
        const other = kept.rows.get(spanId);
        if (other && !counts(row, other)) continue;
        kept.rows.set(spanId, row);
        if (!other) spans++;
        if (kept.rows.size > MAX_SPANS_OF_TRACE) forget(kept);
      }
      for (const kept of traces.values()) {
        if (spans <= maxSpans) break;
        forget(kept);
      }
    },
    forget(project, traceIds) {
      for (const traceId of traceIds) forget(traces.get(traceId + project) ?? { project, traceId, rows: new Map() });
    },
    count: (project, traceId) => traces.get(traceId + project)?.rows.size,
    read(project, traceId) {
      const kept = traces.get(traceId + project);
      return kept && [...kept.rows.values()].map(({ tuple }) => tuple);
    },
  };
}

interface KeptTrace {
  readonly project: string;
  readonly traceId: TraceId;
  /** By span id: the row that counts. */
  readonly rows: Map<string, FactsRow>;
}

/** Of two rows of a span the one counts that has the higher version, of equal ones the one made last. */
function counts(row: FactsRow, other: FactsRow): boolean {
  return row.version === other.version ? row.receivedAtMicros >= other.receivedAtMicros : row.version > other.version;
}
