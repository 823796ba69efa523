import { HEDDLE, type SpanRecord, type TraceTotals } from '@heddle/model';
import { countOf } from '../attributes/amount-of.js';
import { structuredObject } from '../attributes/structured.js';
import { NO_DUPLICATE } from './find-duplicates.js';

/** What a trace adds up to. Duplicates count as spans and nothing else. */
export function traceTotals(spans: readonly SpanRecord[], duplicateOf: Int32Array, counted: Uint8Array): TraceTotals {
  const totals = {
    spans: spans.length, llmCalls: 0, toolCalls: 0, codeRuns: 0, embeddingCalls: 0, errors: 0, inputTokens: 0,
    outputTokens: 0, cacheReadTokens: 0, cacheWriteTokens: 0, reasoningTokens: 0, costUsd: null as number | null, unpricedLlmCalls: 0,
  };
  for (let row = 0; row < spans.length; row++) {
    if (duplicateOf[row] !== NO_DUPLICATE) continue;
    const span = spans[row]!;
    if (span.status === 'error') totals.errors++;
    if (span.kind === 'llm') {
      totals.llmCalls++;
      if (isUnpriced(span)) totals.unpricedLlmCalls++;
    } else if (span.kind === 'embedding') totals.embeddingCalls++;
    else if (span.kind === 'code') totals.codeRuns++;
    else if (span.kind === 'tool') totals.toolCalls += callsOf(span);
    if (counted[row] === 0) continue;
    totals.inputTokens += span.inputTokens ?? 0;
    totals.outputTokens += span.outputTokens ?? 0;
    totals.cacheReadTokens += span.cacheReadTokens ?? 0;
    totals.cacheWriteTokens += span.cacheWriteTokens ?? 0;
    totals.reasoningTokens += span.reasoningTokens ?? 0;
    const cost = costOf(span);
    if (cost !== null) totals.costUsd = (totals.costUsd ?? 0) + cost;
  }
  return totals;
}

/** What the sender paid is better known to the sender than to our table. */
function costOf(span: SpanRecord): number | null {
  return span.reportedCostUsd ?? span.computedCostUsd;
}

/** A call that still runs, or that failed before it used anything, is not missing a price. */
function isUnpriced(span: SpanRecord): boolean {
  const used = span.inputTokens !== null || span.outputTokens !== null;
  return costOf(span) === null && (used || span.status === 'ok');
}

/** One, except for the span that stands for the many calls of a cell that have no span of their own. */
function callsOf(span: SpanRecord): number {
  const aggregate = structuredObject(span.attributes[HEDDLE.callAggregate]);
  if (!aggregate) return 1;
  return Math.max(0, (countOf(aggregate['calls']) ?? 1) - (countOf(aggregate['exported']) ?? 0));
}
