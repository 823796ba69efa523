/**
 * Tokens of one model call. Inclusive: `inputTokens` contains cache reads and writes, `outputTokens` contains reasoning.
 * Absent means the provider did not say.
 */
export interface Usage {
  readonly inputTokens?: number;
  readonly outputTokens?: number;
  readonly cacheReadTokens?: number;
  readonly cacheWriteTokens?: number;
  readonly reasoningTokens?: number;
}
