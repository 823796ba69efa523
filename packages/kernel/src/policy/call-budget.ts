import type { CallLimits, CallPolicy } from './call-policy.js';
import { matchesPattern } from './name-pattern.js';

/** One limit's account. */
interface Account {
  /** As it is named in messages: `the cell`, `weather.*`. */
  readonly name: string;
  readonly limits: CallLimits;
  readonly applies: (plugin: string) => boolean;
  calls: number;
  timeMs: number;
  costUsd: number;
}

/** What a call was refused for. */
export interface BudgetRefusal {
  /** `calls of weather.*`: names the limit, the same for every call it stops. */
  readonly limit: string;
  readonly message: string;
}

/** A call that was let through, to be charged for what it takes. */
export interface BudgetTicket {
  /** Milliseconds until a time limit ends this call; `undefined` without one. */
  readonly timeLeftMs: number | undefined;
  spend(costUsd: number): void;
  /** The call is over. */
  close(durationMs: number): void;
}

/** Keeps the limits of one cell. A call is counted before it starts, so that calls made at once cannot pass them. */
export class CallBudget {
  readonly #accounts: readonly Account[];

  constructor(policy: CallPolicy) {
    const accounts: Account[] = [];
    const open = (name: string, limits: CallLimits, applies: Account['applies']) => accounts.push({ name, limits, applies, calls: 0, timeMs: 0, costUsd: 0 });
    if (policy.perCell) open('the cell', policy.perCell, () => true);
    for (const [pattern, limits] of Object.entries(policy.perPlugin ?? {})) open(pattern, limits, (plugin) => matchesPattern(plugin, pattern));
    this.#accounts = accounts;
  }

  /** Lets a call through, or says which limit stops it. */
  admit(plugin: string): BudgetTicket | BudgetRefusal {
    const accounts = this.#accounts.filter(({ applies }) => applies(plugin));
    for (const account of accounts) {
      const refusal = refusalBy(account);
      if (refusal) return refusal;
    }
    for (const account of accounts) account.calls++;
    const timeLeft = accounts.flatMap(({ limits, timeMs }) => (limits.timeMs === undefined ? [] : [limits.timeMs - timeMs]));
    return {
      timeLeftMs: timeLeft.length > 0 ? Math.min(...timeLeft) : undefined,
      spend: (costUsd) => {
        for (const account of accounts) account.costUsd += costUsd;
      },
      close: (durationMs) => {
        for (const account of accounts) account.timeMs += durationMs;
      },
    };
  }
}

function refusalBy({ name, limits, calls, timeMs, costUsd }: Account): BudgetRefusal | undefined {
  if (limits.calls !== undefined && calls >= limits.calls) {
    return { limit: `calls of ${name}`, message: `The limit of ${limits.calls} calls for ${name} is reached.` };
  }
  if (limits.timeMs !== undefined && timeMs >= limits.timeMs) {
    return { limit: `time of ${name}`, message: `The limit of ${limits.timeMs} ms in calls for ${name} is reached.` };
  }
  if (limits.costUsd !== undefined && costUsd >= limits.costUsd) {
    return { limit: `cost of ${name}`, message: `The limit of ${limits.costUsd} USD for ${name} is reached: ${costUsd.toFixed(4)} USD were spent.` };
  }
  return undefined;
}
