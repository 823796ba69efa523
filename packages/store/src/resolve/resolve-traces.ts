import { traceResolution } from '@heddle/conventions';
import type { TraceId } from '@heddle/model';
import { decodeTraceFacts } from '../read/trace-facts.js';
import type { LogsOfSpans } from '../read/trace-facts.js';
import type { FactsTuple } from '../schema/span-facts.js';
import type { RowDigests } from './row-digests.js';
import { createSpanRows, resolutionPart } from './span-rows.js';
import { NO_EXTENT, encodeTraceRow, extended } from './trace-row.js';

/** Traces and all that is needed to resolve them: plain data, which may go to another thread. */
export interface ResolveJob {
  readonly project: string;
  /** Microseconds since the Unix epoch. */
  readonly resolvedAt: number;
  readonly traces: readonly TraceToResolve[];
  readonly logs: LogsOfSpans;
}

export interface TraceToResolve {
  readonly traceId: TraceId;
  readonly rows: readonly FactsTuple[];
  /** Digests of the rows of its spans that are in the database. */
  readonly known: RowDigests | undefined;
}

/** Rows that say what the traces are, as lines of JSONCompactEachRow. */
export interface ResolvedTraces {
  readonly traceLines: readonly string[];
  readonly spanLines: readonly string[];
  /** Digests of the rows of the spans of each trace, also of those that were known. */
  readonly written: ReadonlyMap<TraceId, RowDigests>;
}

/** Pauses after each span: only `traceResolution` itself is done in one go. */
export function* resolveTraces({ project, resolvedAt, traces, logs }: ResolveJob): Generator<void, ResolvedTraces, void> {
  const traceLines: string[] = [];
  const spanLines: string[] = [];
  const written = new Map<TraceId, RowDigests>();
  for (const { traceId, rows, known } of traces) {
    const { records, rowHashes } = yield* decodeTraceFacts(rows, logs);
    const resolution = traceResolution(records);
    const spanRows = createSpanRows({ project, traceId, resolvedAt, known });
    const spans = yield* spanRows.add(resolutionPart(resolution, rowHashes), spanLines);
    written.set(traceId, spanRows.written());
    traceLines.push(encodeTraceRow(project, resolution.trace, extended(NO_EXTENT, spans), resolvedAt));
  }
  return { traceLines, spanLines, written };
}
