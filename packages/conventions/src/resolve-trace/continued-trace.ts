import type { TraceSummary, TraceTotals } from '@heddle/model';

/** A trace of which more became known: what it is called, whose it is and how it went says the earlier part, which has its root. */
export function continued(earlier: TraceSummary, later: TraceSummary): TraceSummary {
  return {
    ...earlier,
    sessionId: earlier.sessionId ?? later.sessionId,
    userId: earlier.userId ?? later.userId,
    durationMs: earlier.status === 'running' ? null : durationMs(earlier, later),
    totals: sum(earlier.totals, later.totals),
  };
}

function durationMs(earlier: TraceSummary, later: TraceSummary): number | null {
  if (later.durationMs === null) return earlier.durationMs;
  const between = Math.max(0, Date.parse(later.startTime) - Date.parse(earlier.startTime));
  return Math.max(earlier.durationMs ?? 0, between + later.durationMs);
}

function sum(a: TraceTotals, b: TraceTotals): TraceTotals {
  return {
    spans: a.spans + b.spans,
    llmCalls: a.llmCalls + b.llmCalls,
    toolCalls: a.toolCalls + b.toolCalls,
    codeRuns: a.codeRuns + b.codeRuns,
    embeddingCalls: a.embeddingCalls + b.embeddingCalls,
    errors: a.errors + b.errors,
    inputTokens: a.inputTokens + b.inputTokens,
    outputTokens: a.outputTokens + b.outputTokens,
    cacheReadTokens: a.cacheReadTokens + b.cacheReadTokens,
    cacheWriteTokens: a.cacheWriteTokens + b.cacheWriteTokens,
    reasoningTokens: a.reasoningTokens + b.reasoningTokens,
    costUsd: a.costUsd === null && b.costUsd === null ? null : (a.costUsd ?? 0) + (b.costUsd ?? 0),
    unpricedLlmCalls: a.unpricedLlmCalls + b.unpricedLlmCalls,
  };
}
