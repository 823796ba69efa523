import { calcPrice, type ModelPrice } from '@pydantic/genai-prices';

/** A price per million, or one that changes above some number of input tokens. */
type Rate = ModelPrice[string];

/** What one model costs, in USD per million tokens (`requestsPerThousand`: per thousand requests). */
export interface PriceRates {
  readonly input: Rate;
  readonly output: Rate;
  readonly cacheRead: Rate;
  readonly cacheWrite: Rate;
  readonly reasoning: Rate;
  readonly requestsPerThousand: Rate;
}

interface KnownPrice {
  readonly rates: PriceRates;
  /** True when the price depends on the date or the time of day: good for the asked minute only. */
  readonly dated: boolean;
}

/**
 * The rates of a model at a time, or `null` when the table does not know it.
 *
 * The table's own `calcPrice` takes 50 to 190 us a call, most of it finding the model; intake asks for the same few
 * models over and over. So it is asked once per model (and minute, where prices are dated) and only its rates are kept.
 */
export function priceRates(providerId: string | undefined, model: string, time: Date): PriceRates | null {
  const key = `${providerId ?? ''}\n${model}`;
  const known = remembered.get(key);
  if (known === null) return null;
  if (known !== undefined && !known.dated) return known.rates;
  const minuteKey = `${key}\n${Math.floor(time.getTime() / 60_000)}`;
  const knownAtMinute = known && remembered.get(minuteKey);
  if (knownAtMinute) return knownAtMinute.rates;
  const found = lookUp(providerId, model, time);
  remember(key, found);
  if (found?.dated) remember(minuteKey, found);
  return found?.rates ?? null;
}

/** Models come from outside: what is remembered is bounded. */
const MAX_REMEMBERED = 5_000;
const remembered = new Map<string, KnownPrice | null>();

function remember(key: string, price: KnownPrice | null): void {
  if (remembered.size >= MAX_REMEMBERED) remembered.clear();
  remembered.set(key, price);
}

function lookUp(providerId: string | undefined, model: string, time: Date): KnownPrice | null {
  const price = calcPrice({ input_tokens: 0, output_tokens: 0 }, model, { providerId, timestamp: time });
  if (price === null) return null;
  const table = price.model_price;
  return {
    rates: {
      input: table['input_mtok'],
      output: table['output_mtok'],
      cacheRead: table['cache_read_mtok'] ?? table['input_mtok'],
      cacheWrite: table['cache_write_mtok'] ?? table['input_mtok'],
      reasoning: table['output_reasoning_mtok'] ?? table['output_mtok'],
      requestsPerThousand: table['requests_kcount'],
    },
    dated: Array.isArray(price.model.prices),
  };
}

/** A rate for a request with so many input tokens. @see genai-prices, tiers: the whole request takes the highest tier passed */
export function rateAt(rate: Rate, inputTokens: number): number {
  if (rate === undefined) return 0;
  if (typeof rate === 'number') return rate;
  let price = rate.base;
  let start = -1;
  for (const tier of rate.tiers) {
    if (inputTokens > tier.start && tier.start > start) ({ price, start } = tier);
  }
  return price;
}
