import type { TraceId } from '@heddle/model';
import { factsLength } from '../schema/span-facts.js';
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

/** Characters of one trace from which it is left to the database. */
const MAX_LENGTH_OF_TRACE = 8_000_000;
/** About what a span takes beside its texts. */
const SPAN_LENGTH = 600;

/**
 * Keeps a trace from its first span on, so that what it has is all there is; that there was none before, `stored` knows.
 *
 * @param maxLength - characters kept in all, about 1,200 of a usual span; default 50 million
 */
export function createRecentFacts(stored: StoredTraces, maxLength = 50_000_000): RecentFacts {
  const traces = new Map<string, KeptTrace>();
  let length = 0;

  function forget(kept: KeptTrace): void {
    stored.add(kept.project, kept.traceId);
    if (traces.delete(kept.traceId + kept.project)) length -= kept.length;
  }

  function begin(project: string, traceId: TraceId): KeptTrace | undefined {
    if (stored.mayHave(project, traceId)) {
      stored.add(project, traceId);
      return undefined;
    }
    const kept: KeptTrace = { project, traceId, rows: new Map(), length: 0 };
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
        const more = lengthOf(row) - (other ? lengthOf(other) : 0);
        kept.length += more;
        length += more;
        if (kept.length > MAX_LENGTH_OF_TRACE) forget(kept);
      }
      for (const kept of traces.values()) {
        if (length <= maxLength) break;
        forget(kept);
      }
    },
    forget(project, traceIds) {
      for (const traceId of traceIds) forget(traces.get(traceId + project) ?? { project, traceId, rows: new Map(), length: 0 });
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
  length: number;
}

function lengthOf({ tuple }: FactsRow): number {
  return SPAN_LENGTH + factsLength(tuple);
}

/** Of two rows of a span the one counts that has the higher version, of equal ones the one made last. */
function counts(row: FactsRow, other: FactsRow): boolean {
  return row.version === other.version ? row.receivedAtMicros >= other.receivedAtMicros : row.version > other.version;
}
