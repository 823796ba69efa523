import type { Preview } from '@heddle/model';

/** A call that waits for a permission. Everything in it but the reason may come from generated code. */
export interface ApprovalQuestion {
  readonly sessionId: string;
  /** Absent when a model makes the call itself. */
  readonly cellId?: string;
  readonly callId: string;
  readonly plugin: string;
  readonly description: string;
  /** Why the policy wants to be asked. */
  readonly reason: string;
  /** Redacted. */
  readonly arguments: Preview;
  /** Line in the cell, when it is known. */
  readonly line?: number;
}

export interface ApprovalAnswer {
  readonly decision: 'approved' | 'denied';
  /** Who decided: a user's name, or what rule. */
  readonly by: string;
  /** Told to the code when the call is denied. */
  readonly note?: string;
}

/** Whoever gives permissions. The code waits, and its time limit with it, until there is an answer. */
export interface ApprovalPort {
  /**
   * @param signal - aborted when the question is moot: the cell was interrupted, or its kernel ended
   */
  ask(question: ApprovalQuestion, signal: AbortSignal): Promise<ApprovalAnswer>;
}
