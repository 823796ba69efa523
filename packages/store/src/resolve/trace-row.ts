import { GEN_AI, HEDDLE } from '@heddle/model';
import type { SpanRecord, TraceSummary } from '@heddle/model';
import { filedTime, microTimeText, timeText } from '../schema/time-text.js';
import { column } from '../write/span-row.js';

/** Longest title of a session in a list. */
const TITLE_LENGTH = 300;

/** One line of JSONCompactEachRow for the table `traces`, in the order of its columns. */
export function encodeTraceRow(
  project: string, trace: TraceSummary, spans: readonly SpanRecord[], resolvedAtMicros: number,
): string {
  const root = spans[0];
  let start = spans.reduce((least, span) => min(least, filedTime(BigInt(span.startTimeUnixNano))), LAST_TIME);
  if (start === LAST_TIME) start = 0n;
  const last = spans.reduce((most, span) => max(most, max(BigInt(span.startTimeUnixNano), BigInt(span.endTimeUnixNano))), 0n);
  const { totals } = trace;
  return JSON.stringify([
    project,
    trace.traceId,
    microTimeText(resolvedAtMicros),
    trace.sessionId?.toWellFormed() || trace.traceId,
    text(root?.attributes[HEDDLE.roundId]) || trace.traceId,
    text(root?.attributes[GEN_AI.workflowName]) || text(root?.resource['service.name']),
    (trace.inputText.trim() || trace.name).slice(0, TITLE_LENGTH).toWellFormed(),
    column(trace.userId),
    trace.tags.map((tag) => tag.toWellFormed()),
    timeText(start),
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

const LAST_TIME = 1n << 64n;

function text(value: unknown): string {
  return typeof value === 'string' ? column(value) : '';
}

function min(a: bigint, b: bigint): bigint {
  return a < b ? a : b;
}

function max(a: bigint, b: bigint): bigint {
  return a > b ? a : b;
}
