import type { Usage } from '@heddle/model';

export interface InclusiveUsage extends Usage {
  /** True when the sender's counts were exclusive and had to be added up. */
  readonly adjusted: boolean;
}

/**
 * Usage in our one reading: input contains cache reads and writes, output contains reasoning.
 * A sender known to count the cache beside the input is converted; so is one whose parts exceed the whole.
 * A whole that was not sent stays unknown: AI SDK 7 puts the reasoning alone on its steps.
 */
export function inclusiveUsage(usage: Usage, cacheIsExclusive: boolean): InclusiveUsage {
  const cache = (usage.cacheReadTokens ?? 0) + (usage.cacheWriteTokens ?? 0);
  const reasoning = usage.reasoningTokens ?? 0;
  const addCache = cache > 0 && usage.inputTokens !== undefined && (cacheIsExclusive || cache > usage.inputTokens);
  const addReasoning = usage.outputTokens !== undefined && reasoning > usage.outputTokens;
  return {
    cacheReadTokens: usage.cacheReadTokens,
    cacheWriteTokens: usage.cacheWriteTokens,
    reasoningTokens: usage.reasoningTokens,
    inputTokens: addCache ? (usage.inputTokens ?? 0) + cache : usage.inputTokens,
    outputTokens: addReasoning ? (usage.outputTokens ?? 0) + reasoning : usage.outputTokens,
    adjusted: addCache || addReasoning,
  };
}
