import type { TraceId } from '@heddle/model';
import type { FactsOfTraces } from '../read/trace-facts.js';
import { factsLength } from '../schema/span-facts.js';
import type { FactsTuple } from '../schema/span-facts.js';
import type { ResolveJob, TraceToResolve } from './resolve-traces.js';

/** A job, and where it is done. */
export interface PlannedJob {
  readonly job: ResolveJob;
  readonly spans: number;
  /** True when it is worth a thread, and little enough to be copied there in one go. */
  readonly isForThread: boolean;
}

export interface PlanOptions {
  readonly project: string;
  readonly resolvedAt: number;
  /** Digests of the rows of a trace that are in the database. */
  readonly knownOf: (traceId: TraceId) => TraceToResolve['known'];
}

/** With fewer spans a thread is not worth it. */
const LEAST_SPANS = 200;
/** Characters of a job: copying so many takes some milliseconds. */
const MOST_LENGTH = 700_000;
/** What copying a row takes beside its texts, in characters. */
const ROW_LENGTH = 200;

/** Puts traces together, each of them whole, into jobs that a thread may take. */
export function* planJobs({ rowsOf, logs }: FactsOfTraces, { project, resolvedAt, knownOf }: PlanOptions): Generator<PlannedJob, void, void> {
  let traces: TraceToResolve[] = [];
  let [spans, length] = [0, 0];
  // Log records may be of any size, and are few.
  const plan = (): PlannedJob => ({
    job: { project, resolvedAt, traces, logs }, spans, isForThread: spans >= LEAST_SPANS && length <= MOST_LENGTH && logs.size === 0,
  });
  for (const [traceId, rows] of rowsOf) {
    const more = lengthOf(rows);
    if (traces.length > 0 && length + more > MOST_LENGTH) {
      yield plan();
      [traces, spans, length] = [[], 0, 0];
    }
    traces.push({ traceId, rows, known: knownOf(traceId) });
    spans += rows.length;
    length += more;
  }
  if (traces.length > 0) yield plan();
}

function lengthOf(rows: readonly FactsTuple[]): number {
  return rows.reduce((sum, row) => sum + factsLength(row) + ROW_LENGTH, 0);
}
