import type { PriceOverride } from '@heddle/conventions';
import { z } from 'zod';

const usd = z.number().nonnegative();

/** Prices of one's own, asked before the table: the first that fits a model holds. */
export const pricesSchema = z.array(
  z.strictObject({
    /** By its GenAI name: `openai`, `aws.bedrock`. Default: any. */
    provider: z.string().min(1).optional(),
    /** Letter for letter, or a beginning followed by `*`. */
    model: z.string().min(1),
    inputUsdPerMillion: usd,
    outputUsdPerMillion: usd,
    /** Default: the input price. */
    cacheReadUsdPerMillion: usd.optional(),
    cacheWriteUsdPerMillion: usd.optional(),
  }),
).max(1_000) satisfies z.ZodType<readonly PriceOverride[]>;
