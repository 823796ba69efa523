import type { Usage } from '@heddle/model';
import { overrideName } from './override-name.js';
import { findOverride, type PriceOverride } from './price-override.js';
import { priceRates, rateAt } from './price-rates.js';
import { PRICE_TABLE_VERSION } from './price-table-version.js';

export interface CostInput {
  /** By its GenAI name (`openai`, `aws.bedrock`, ...); `null` when unknown: then the model alone must tell. */
  readonly provider: string | null;
  readonly model: string | null;
  /** Asked for when the table does not know `model`, which may be a deployment or a snapshot of its own. */
  readonly requestModel?: string;
  /** Inclusive counts, see `Usage`. */
  readonly usage: Usage;
  /** When the call was made, for prices that changed; default: the price that holds now. */
  readonly time?: Date;
}

export interface CostOptions {
  /** Asked first, in order. */
  readonly overrides?: readonly PriceOverride[];
}

const PER_MILLION = 1e6;

/** What a model call costs, and by which prices. */
export interface CallPrice {
  readonly costUsd: number;
  /** The table's version, or the name that {@link overrideName} gives to a price of one's own. */
  readonly priceTable: string;
}

/**
 * The price of a model call, or `null` when it is not known: no model, no usage, or a model that neither the
 * overrides nor the table has. A free local model is unknown too, unless an override says that it costs nothing.
 */
export function priceCall(input: CostInput, options: CostOptions = {}): CallPrice | null {
  const { provider, usage } = input;
  if (usage.inputTokens === undefined && usage.outputTokens === undefined) return null;
  for (const model of [input.model, input.requestModel]) {
    if (!model) continue;
    const override = options.overrides && findOverride(options.overrides, provider, model);
    if (override) return { costUsd: overriddenCost(override, usage), priceTable: overrideName(override) };
    const costUsd = tableCost(provider, model, usage, input.time ?? new Date());
    if (costUsd !== null) return { costUsd, priceTable: PRICE_TABLE_VERSION };
  }
  return null;
}

/** The same in USD alone. */
export function computeCost(input: CostInput, options: CostOptions = {}): number | null {
  return priceCall(input, options)?.costUsd ?? null;
}

/** Counts that cannot be are brought within each other: parts never exceed the whole. */
function partsOf(usage: Usage): Required<Usage> & { readonly plainInput: number; readonly plainOutput: number } {
  const inputTokens = usage.inputTokens ?? 0;
  const outputTokens = usage.outputTokens ?? 0;
  const cacheReadTokens = Math.min(usage.cacheReadTokens ?? 0, inputTokens);
  const cacheWriteTokens = Math.min(usage.cacheWriteTokens ?? 0, inputTokens - cacheReadTokens);
  const reasoningTokens = Math.min(usage.reasoningTokens ?? 0, outputTokens);
  return {
    inputTokens, outputTokens, cacheReadTokens, cacheWriteTokens, reasoningTokens,
    plainInput: inputTokens - cacheReadTokens - cacheWriteTokens,
    plainOutput: outputTokens - reasoningTokens,
  };
}

function overriddenCost(override: PriceOverride, usage: Usage): number {
  const parts = partsOf(usage);
  return (parts.plainInput * override.inputUsdPerMillion
    + parts.cacheReadTokens * (override.cacheReadUsdPerMillion ?? override.inputUsdPerMillion)
    + parts.cacheWriteTokens * (override.cacheWriteUsdPerMillion ?? override.inputUsdPerMillion)
    + parts.outputTokens * override.outputUsdPerMillion) / PER_MILLION;
}

function tableCost(provider: string | null, model: string, usage: Usage, time: Date): number | null {
  const rates = findRates(provider, model, time);
  if (rates === null) return null;
  const parts = partsOf(usage);
  const at = parts.inputTokens;
  return (parts.plainInput * rateAt(rates.input, at)
    + parts.cacheReadTokens * rateAt(rates.cacheRead, at)
    + parts.cacheWriteTokens * rateAt(rates.cacheWrite, at)
    + parts.plainOutput * rateAt(rates.output, at)
    + parts.reasoningTokens * rateAt(rates.reasoning, at)) / PER_MILLION
    + rateAt(rates.requestsPerThousand, at) / 1_000;
}

/** Where the table's provider ids differ from GenAI's names. The rest it resolves itself. */
const TABLE_IDS: ReadonlyMap<string, string> = new Map([
  ['x_ai', 'x-ai'], ['gcp.gen_ai', 'google'], ['azure.ai.inference', 'azure'],
]);

/** Models that only their maker sells, whoever passes them on. */
const MAKERS: readonly (readonly [model: RegExp, providerId: string])[] = [
  [/^(?:gpt-(?!oss)|chatgpt-|o[1-9](?:-|$))/, 'openai'], [/^claude-/, 'anthropic'], [/^gemini-/, 'google'],
];

/**
 * A model is looked up as it is and, if it is `vendor/model`, without the vendor: as the vendor's own when nobody else is named, or when a
 * gateway that the table does not know passes it on. A bare name from such a gateway may be anything.
 */
function findRates(provider: string | null, model: string, time: Date): ReturnType<typeof priceRates> {
  const providerId = provider === null ? undefined : (TABLE_IDS.get(provider) ?? provider);
  const rates = priceRates(providerId, model, time);
  const slash = model.indexOf('/');
  if (rates !== null || slash <= 0) return rates;
  const vendor = model.slice(0, slash).toLowerCase();
  const name = model.slice(slash + 1);
  const ofVendor = priceRates(providerId ?? TABLE_IDS.get(vendor) ?? vendor, name, time);
  const maker = MAKERS.find(([pattern]) => pattern.test(name))?.[1];
  return ofVendor ?? (maker === undefined ? null : priceRates(maker, name, time));
}
