/** A price of one's own: for a local model, a contract, or a model that the table does not know. */
export interface PriceOverride {
  /** Provider by its GenAI name; any provider when absent. */
  readonly provider?: string;
  /** The model, letter for letter, or a beginning followed by `*`. */
  readonly model: string;
  readonly inputUsdPerMillion: number;
  readonly outputUsdPerMillion: number;
  /** Default: the input price. */
  readonly cacheReadUsdPerMillion?: number;
  /** Default: the input price. */
  readonly cacheWriteUsdPerMillion?: number;
}

/** The first override that fits a model. */
export function findOverride(
  overrides: readonly PriceOverride[], provider: string | null, model: string,
): PriceOverride | undefined {
  return overrides.find((override) => (override.provider === undefined || override.provider === provider) && fits(override.model, model));
}

function fits(pattern: string, model: string): boolean {
  return pattern.endsWith('*') ? model.startsWith(pattern.slice(0, -1)) : pattern === model;
}
