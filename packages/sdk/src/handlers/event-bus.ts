import type { HeddleEvent } from '@heddle/model';
import type { EventHandler, SubscribeOptions, Subscription } from './handler.js';
import { HandlerQueue } from './handler-queue.js';

const QUEUE_LIMIT = 10_000;

/** Hands events to handlers. Never waits for one, never fails because of one. */
export class EventBus {
  readonly #subscribers = new Set<{ readonly options: SubscribeOptions; readonly queue: HandlerQueue }>();

  /**
   * @param earlier - events to hand over first; the caller makes sure that none of them comes again
   */
  subscribe(handler: EventHandler, options: SubscribeOptions = {}, earlier: readonly HeddleEvent[] = []): Subscription {
    const queue = new HandlerQueue(handler, Math.max(options.queueLimit ?? QUEUE_LIMIT, earlier.length), () => this.#subscribers.delete(subscriber));
    const subscriber = { options, queue };
    for (const event of earlier) if (wanted(event, options)) queue.push(event);
    this.#subscribers.add(subscriber);
    return queue;
  }

  publish(event: HeddleEvent): void {
    for (const { options, queue } of this.#subscribers) if (wanted(event, options)) queue.push(event);
  }

  /** Resolves when every handler has dealt with what is queued now. */
  async drained(): Promise<void> {
    await Promise.all([...this.#subscribers].map(({ queue }) => queue.drained()));
  }
}

function wanted(event: HeddleEvent, { sessionId, roundId }: SubscribeOptions): boolean {
  return (sessionId === undefined || event.sessionId === sessionId) && (roundId === undefined || event.roundId === roundId);
}
