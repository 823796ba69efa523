import { matchesPattern } from './name-pattern.js';

/** What generated code may do with plugins. Plugins that call plugins are bound by it too. */
export interface CallPolicy {
  /** Names, or patterns such as `weather.*`, that may be called. Default: all. */
  readonly allow?: readonly string[];
  /** Names or patterns that may not; wins over `allow`. */
  readonly deny?: readonly string[];
  /** Limits on all calls of one cell together. */
  readonly perCell?: CallLimits;
  /** Limits on the calls of one cell to the plugins of a pattern, together. */
  readonly perPlugin?: Readonly<Record<string, CallLimits>>;
  /** Names or patterns whose calls wait for a permission, with the reason that is shown to whoever decides. */
  readonly approve?: Readonly<Record<string, string>>;
}

export interface CallLimits {
  /** Most calls. */
  readonly calls?: number;
  /** Most milliseconds in calls; those that run at once add up. A call that passes the limit is ended. */
  readonly timeMs?: number;
  /** Most money, as booked with `CallContext.spend`. The call that passes the limit is the last. */
  readonly costUsd?: number;
}

/** Why a plugin may not be called at all, or `undefined`. */
export function forbidden(policy: CallPolicy, plugin: string): string | undefined {
  if (policy.deny?.some((pattern) => matchesPattern(plugin, pattern))) return `The policy denies calls of ${plugin}.`;
  if (policy.allow && !policy.allow.some((pattern) => matchesPattern(plugin, pattern))) return `The policy does not allow calls of ${plugin}.`;
  return undefined;
}

/** Why a call needs a permission, or `undefined` when it needs none. */
export function approvalReason(policy: CallPolicy, plugin: string): string | undefined {
  for (const [pattern, reason] of Object.entries(policy.approve ?? {})) if (matchesPattern(plugin, pattern)) return reason;
  return undefined;
}
