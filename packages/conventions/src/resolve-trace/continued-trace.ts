import type { TraceSummary, TraceTotals } from '@heddle/model';

/** A trace as some of its spans say it. */
export interface EarlierParts {
  readonly trace: TraceSummary;
  /** True when its root is among them. */
  readonly hasRoot: boolean;
}

/** A trace of which more became known. What it is called, what it was asked and how it went says the part that has its root, else the earlier one. */
export function continued({ trace: earlier, hasRoot }: EarlierParts, { trace: later, hasRoot: laterHasRoot }: EarlierParts): TraceSummary {
  const named = laterHasRoot && !hasRoot ? later : earlier;
  return {
    ...named,
    sessionId: earlier.sessionId ?? later.sessionId,
    userId: earlier.userId ?? later.userId,
    startTime: earlier.startTime,
    durationMs: named.status === 'running' ? null : durationMs(earlier, later),
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
