import { PRICE_TABLE_VERSION, computeCost } from '@heddle/conventions';
import type { SpanRecord } from '@heddle/model';

/** Tokens and money of some spans, as the public read API of AgentOps names them. Costs are decimal text, `null` where no price is known. */
export interface UsageAnswer {
  readonly prompt_tokens: number;
  readonly completion_tokens: number;
  readonly cache_read_input_tokens: number;
  readonly reasoning_tokens: number;
  /** Cache reads are part of the prompt and reasoning is part of the completion: they are not added again. */
  readonly total_tokens: number;
  readonly prompt_cost: string | null;
  readonly completion_cost: string | null;
  readonly total_cost: string | null;
}

/** Adds the usage of spans up. */
export class UsageSum {
  #prompt = 0;
  #completion = 0;
  #cacheRead = 0;
  #reasoning = 0;
  #promptCost: number | null = null;
  #completionCost: number | null = null;
  #totalCost: number | null = null;

  add(span: SpanRecord): void {
    this.#prompt += span.inputTokens ?? 0;
    this.#completion += span.outputTokens ?? 0;
    this.#cacheRead += span.cacheReadTokens ?? 0;
    this.#reasoning += span.reasoningTokens ?? 0;
    const { prompt, completion } = costParts(span);
    this.#promptCost = sum(this.#promptCost, prompt);
    this.#completionCost = sum(this.#completionCost, completion);
    this.#totalCost = sum(this.#totalCost, span.reportedCostUsd ?? span.computedCostUsd);
  }

  answer(): UsageAnswer {
    return {
      prompt_tokens: this.#prompt,
      completion_tokens: this.#completion,
      cache_read_input_tokens: this.#cacheRead,
      reasoning_tokens: this.#reasoning,
      total_tokens: this.#prompt + this.#completion,
      prompt_cost: costText(this.#promptCost),
      completion_cost: costText(this.#completionCost),
      total_cost: costText(this.#totalCost),
    };
  }
}

/** Money as their API writes it: text with seven decimals. */
export function costText(usd: number | null): string | null {
  return usd === null ? null : usd.toFixed(7);
}

/** What of a span's computed price was for the prompt; the rest was for the completion. Of other prices than today's table, only the whole is known. */
function costParts(span: SpanRecord): { readonly prompt: number | null; readonly completion: number | null } {
  const { computedCostUsd: total, priceTable, provider, model, requestModel, startTime } = span;
  if (total === null || (priceTable !== null && priceTable !== PRICE_TABLE_VERSION)) return { prompt: null, completion: null };
  const usage = {
    inputTokens: span.inputTokens ?? 0,
    outputTokens: 0,
    ...(span.cacheReadTokens !== null && { cacheReadTokens: span.cacheReadTokens }),
    ...(span.cacheWriteTokens !== null && { cacheWriteTokens: span.cacheWriteTokens }),
  };
  const prompt = computeCost({ provider, model, ...(requestModel !== null && { requestModel }), usage, time: new Date(startTime) });
  return { prompt, completion: prompt === null ? null : Math.max(0, total - prompt) };
}

function sum(a: number | null, b: number | null): number | null {
  return b === null ? a : (a ?? 0) + b;
}
