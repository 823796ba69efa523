import { computeCost, type PriceOverride } from '@heddle/conventions';
import type { Usage } from '@heddle/model';
import type { ChatModel, ChatRequest } from '../models/chat-model.js';
import { RuntimeError } from '../errors.js';
import { requestCharacters } from '../models/request-characters.js';

/** What may be spent. Absent means no limit. */
export interface BudgetLimits {
  readonly maxTokens?: number;
  readonly maxCostUsd?: number;
  /** Asked before the table. */
  readonly prices?: readonly PriceOverride[];
}

interface Spent {
  readonly tokens: number;
  readonly costUsd: number;
  /** Calls whose price is unknown: they count as tokens and not as money. */
  readonly unpriced: number;
}

/** Money and tokens put aside for a call that is under way. */
export interface Reservation {
  /** Books what was really used instead. */
  settle(usage: Usage, costUsd: number | null): void;
  /** Books what a call that was stopped is likely to have used: its provider did not say. */
  settleStopped(heardCharacters: number): void;
  /** Gives it back: the call never came to anything. */
  release(): void;
}

/** A limit on tokens and money that is checked before a call, not after it. */
export interface Budget {
  /** @throws {RuntimeError} `BUDGET_EXCEEDED` when the call could go over a limit; nothing is reserved then */
  reserve(model: ChatModel, request: ChatRequest): Reservation;
  readonly spent: Spent;
}

/** A reply is expected to be no longer than this, when the request does not say. */
const EXPECTED_OUTPUT_TOKENS = 1_024;

/** English text and code have about four characters a token; a little less keeps on the safe side. */
const CHARACTERS_PER_TOKEN = 3.5;

/** @param name - whose limits these are, as their messages and settings say it */
export function createBudget(name: 'round' | 'session', limits: BudgetLimits): Budget {
  let tokens = 0;
  let costUsd = 0;
  let unpriced = 0;
  let reservedTokens = 0;
  let reservedCostUsd = 0;

  return {
    get spent() {
      return { tokens, costUsd, unpriced };
    },
    reserve(model, request) {
      const priceOf = (usage: Usage) => (model.scripted ? null : computeCost({ provider: model.provider, model: model.model, usage }, { overrides: limits.prices }));
      const usage = expectedUsage(request, request.maxOutputTokens ?? EXPECTED_OUTPUT_TOKENS);
      const wantedTokens = (usage.inputTokens ?? 0) + (usage.outputTokens ?? 0);
      const wantedCost = priceOf(usage) ?? 0;
      refuseAbove(`The ${name} may use ${limits.maxTokens} tokens`, tokens + reservedTokens, wantedTokens, limits.maxTokens, name === 'round' ? 'maxRoundTokens' : 'maxSessionTokens');
      refuseAbove(`The ${name} may cost $${limits.maxCostUsd}`, costUsd + reservedCostUsd, wantedCost, limits.maxCostUsd, name === 'round' ? 'maxRoundCostUsd' : 'maxSessionCostUsd');
      reservedTokens += wantedTokens;
      reservedCostUsd += wantedCost;
      let open = true;
      const release = () => {
        if (!open) return;
        open = false;
        reservedTokens -= wantedTokens;
        reservedCostUsd -= wantedCost;
      };
      const settle = (used: Usage, price: number | null) => {
        release();
        tokens += (used.inputTokens ?? 0) + (used.outputTokens ?? 0);
        if (price === null) unpriced++;
        else costUsd += price;
      };
      return {
        release,
        settle,
        settleStopped(heardCharacters) {
          const likely = expectedUsage(request, Math.ceil(heardCharacters / CHARACTERS_PER_TOKEN));
          settle(likely, priceOf(likely));
        },
      };
    },
  };
}

function refuseAbove(limitText: string, taken: number, wanted: number, limit: number | undefined, setting: string): void {
  if (limit === undefined || taken + wanted <= limit) return;
  const left = Math.max(0, limit - taken);
  throw new RuntimeError('BUDGET_EXCEEDED', `${limitText}; ${round(left)} are left and the next model call may need ${round(wanted)}. Raise limits.${setting}, or ask for less.`);
}

function round(value: number): number {
  return Number(value.toPrecision(3));
}

/** What a call with so long a reply uses, as far as can be told without its provider. */
function expectedUsage(request: ChatRequest, outputTokens: number): Usage {
  return { inputTokens: Math.ceil(requestCharacters(request) / CHARACTERS_PER_TOKEN) + 4 * request.messages.length, outputTokens };
}
