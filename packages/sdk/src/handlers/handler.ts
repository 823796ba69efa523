import type { HeddleEvent } from '@heddle/model';

/** Somebody who watches events. It may be slow and it may throw: the agent does not notice. */
export interface EventHandler {
  /** Shown when the handler fails or loses events. */
  readonly name: string;
  handle(event: HeddleEvent): void | Promise<void>;
  /** Told how many events it lost because it was too slow; default: nothing is said but in `Subscription.lost`. */
  lost?(count: number): void;
}

export interface SubscribeOptions {
  /** Only this session's events; default all of the runtime's. */
  readonly sessionId?: string;
  readonly roundId?: string;
  /** Most events that wait while the handler is busy; default 10,000. */
  readonly queueLimit?: number;
}

export interface Subscription {
  /** Events dropped because the queue was full. */
  readonly lost: number;
  /** What the handler threw, counted. The last one is kept. */
  readonly failures: { readonly count: number; readonly last?: unknown };
  /** Resolves when everything that is queued now has been handled. */
  drained(): Promise<void>;
  /** Ends the subscription; queued events are dropped. */
  unsubscribe(): void;
}
