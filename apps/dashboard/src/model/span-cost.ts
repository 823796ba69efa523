import type { SpanRecord } from '@heddle/model';

/** What a span cost: what its sender said, else what the price table says, else `null` for unknown. */
export function spanCost(span: SpanRecord): number | null {
  return span.reportedCostUsd ?? span.computedCostUsd;
}
