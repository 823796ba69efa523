import type { PluginSummary } from './session-events.js';

/** A call waits for somebody's permission. */
export interface ApprovalRequest {
  readonly type: 'approval-request';
  readonly callId: string;
  readonly plugin: string;
  readonly reason: string;
}

export interface ApprovalDecision {
  readonly type: 'approval-decision';
  readonly callId: string;
  readonly decision: 'approved' | 'denied';
  readonly by: string;
  readonly note?: string;
  readonly waitedMs: number;
}

/** A limit on time, tokens, cost or calls was reached. */
export interface BudgetExceeded {
  readonly type: 'budget-exceeded';
  readonly limit: string;
  readonly message: string;
}

/** A plugin could not be loaded; the rest goes on without it. */
export interface PluginError {
  readonly type: 'plugin-error';
  readonly plugin: string;
  readonly message: string;
}

/** The plugins of the session from now on: a file of theirs was edited, or a server offers others. */
export interface PluginChange {
  readonly type: 'plugin-change';
  readonly plugins: readonly PluginSummary[];
}
