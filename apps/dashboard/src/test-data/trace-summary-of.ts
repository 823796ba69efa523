import type { SpanRecord, TraceSummary, TraceTotals } from '@heddle/model';

/** What the server would say of a whole trace, for spans in tree order. */
export function traceSummaryOf(spans: readonly SpanRecord[]): TraceSummary {
  const root = spans[0]!;
  return {
    traceId: root.traceId,
    name: root.name,
    sessionId: root.sessionId,
    userId: root.userId,
    tags: root.tags,
    metadata: root.metadata,
    inputText: textOf(root.input),
    outputText: textOf(root.output),
    status: root.status,
    startTime: root.startTime,
    durationMs: root.durationMs,
    totals: totalsOf(spans),
  };
}

export function totalsOf(spans: readonly SpanRecord[]): TraceTotals {
  const models = spans.filter((span) => span.kind === 'llm');
  const sum = (key: 'inputTokens' | 'outputTokens' | 'cacheReadTokens' | 'cacheWriteTokens' | 'reasoningTokens') =>
    models.reduce((total, span) => total + (span[key] ?? 0), 0);
  const prices = models.flatMap((span) => span.reportedCostUsd ?? span.computedCostUsd ?? []);
  return {
    spans: spans.length,
    llmCalls: models.length,
    toolCalls: spans.filter((span) => span.kind === 'tool').length,
    codeRuns: spans.filter((span) => span.kind === 'code').length,
    embeddingCalls: spans.filter((span) => span.kind === 'embedding').length,
    errors: spans.filter((span) => span.status === 'error').length,
    inputTokens: sum('inputTokens'),
    outputTokens: sum('outputTokens'),
    cacheReadTokens: sum('cacheReadTokens'),
    cacheWriteTokens: sum('cacheWriteTokens'),
    reasoningTokens: sum('reasoningTokens'),
    costUsd: prices.length === 0 ? null : prices.reduce((total, price) => total + price, 0),
    unpricedLlmCalls: models.length - prices.length,
  };
}

function textOf(value: SpanRecord['input']): string {
  return typeof value === 'string' ? value : value === null ? '' : JSON.stringify(value);
}
