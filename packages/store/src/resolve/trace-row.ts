import { GEN_AI, HEDDLE } from '@heddle/model';
import type { SpanRecord, TraceSummary } from '@heddle/model';
import { columnText } from '../schema/column-text.js';
import { filedTime, microTimeText, timeText } from '../schema/time-text.js';

/** Longest title of a session in a list. */
const TITLE_LENGTH = 300;

/** What the row of a trace says beside its summary. It grows as spans are added, in tree order. */
export interface TraceExtent {
  readonly root: SpanRecord | undefined;
  /** The earliest start that can be filed, and the latest time; nanoseconds since the Unix epoch. */
  readonly start: bigint;
  readonly last: bigint;
}

const LAST_TIME = 1n << 64n;

export const NO_EXTENT: TraceExtent = { root: undefined, start: LAST_TIME, last: 0n };

export function extended(extent: TraceExtent, spans: readonly SpanRecord[]): TraceExtent {
  let { start, last } = extent;
  for (const span of spans) {
    const filed = filedTime(BigInt(span.startTimeUnixNano));
    // Who does not know when it started began with the others.
    if (filed > 0n) start = min(start, filed);
    last = max(last, max(BigInt(span.startTimeUnixNano), BigInt(span.endTimeUnixNano)));
  }
  return { root: extent.root ?? spans[0], start, last };
}

/** One line of JSONCompactEachRow for the table `traces`, in the order of its columns. */
export function encodeTraceRow(project: string, trace: TraceSummary, { root, start, last }: TraceExtent, resolvedAtMicros: number): string {
  const { totals } = trace;
  return JSON.stringify([
    project,
    trace.traceId,
    microTimeText(resolvedAtMicros),
    columnText(trace.sessionId) || trace.traceId,
    text(root?.attributes[HEDDLE.roundId]) || trace.traceId,
    text(root?.attributes[GEN_AI.workflowName]) || text(root?.resource['service.name']),
    (trace.inputText.trim() || trace.name).slice(0, TITLE_LENGTH).toWellFormed(),
    columnText(trace.userId),
    trace.tags.map((tag) => tag.toWellFormed()),
    timeText(start === LAST_TIME ? 0n : start),
    timeText(last),
    trace.status,
    totals.spans,
    totals.llmCalls,
    totals.toolCalls,
    totals.codeRuns,
    totals.embeddingCalls,
    totals.errors,
    totals.inputTokens,
    totals.outputTokens,
    totals.cacheReadTokens,
    totals.cacheWriteTokens,
    totals.reasoningTokens,
    totals.costUsd,
    totals.unpricedLlmCalls,
    JSON.stringify(trace),
  ]);
}

function text(value: unknown): string {
  return typeof value === 'string' ? columnText(value) : '';
}

function min(a: bigint, b: bigint): bigint {
  return a < b ? a : b;
}

function max(a: bigint, b: bigint): bigint {
  return a > b ? a : b;
}
