import type { Usage } from '@heddle/model';

export interface InclusiveUsage extends Usage {
  /** True when the sender's counts were exclusive and had to be added up. */
  readonly adjusted: boolean;
}

/**
 * Usage in our one reading: input contains cache reads and writes, output contains reasoning.
 * A sender known to count the cache beside the input is converted; so is one whose parts exceed the whole.
 */
export function inclusiveUsage(usage: Usage, cacheIsExclusive: boolean): InclusiveUsage {
  const cache = (usage.cacheReadTokens ?? 0) + (usage.cacheWriteTokens ?? 0);
  const reasoning = usage.reasoningTokens ?? 0;
  const addCache = cache > 0 && (cacheIsExclusive || cache > (usage.inputTokens ?? 0));
  const addReasoning = reasoning > (usage.outputTokens ?? 0);
  return {
    cacheReadTokens: usage.cacheReadTokens,
    cacheWriteTokens: usage.cacheWriteTokens,
    reasoningTokens: usage.reasoningTokens,
    inputTokens: addCache ? (usage.inputTokens ?? 0) + cache : usage.inputTokens,
    outputTokens: addReasoning ? (usage.outputTokens ?? 0) + reasoning : usage.outputTokens,
    adjusted: addCache || addReasoning,
  };
}
