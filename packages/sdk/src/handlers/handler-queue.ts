import type { HeddleEvent } from '@heddle/model';
import type { EventHandler, Subscription } from './handler.js';

/** Runs one handler over its own bounded queue, one event at a time and in order. */
export class HandlerQueue implements Subscription {
  readonly #handler: EventHandler;
  readonly #limit: number;
  readonly #ended: () => void;
  #waiting: HeddleEvent[] = [];
  #running: Promise<void> | undefined;
  #closed = false;
  #lost = 0;
  #failures = { count: 0, last: undefined as unknown };

  constructor(handler: EventHandler, limit: number, ended: () => void) {
    this.#handler = handler;
    this.#limit = limit;
    this.#ended = ended;
  }

  get lost(): number {
    return this.#lost;
  }

  get failures(): { readonly count: number; readonly last?: unknown } {
    return this.#failures;
  }

  push(event: HeddleEvent): void {
    if (this.#closed) return;
    if (this.#waiting.length >= this.#limit) {
      this.#lost++;
      return;
    }
    this.#waiting.push(event);
    this.#running ??= this.#run();
  }

  async drained(): Promise<void> {
    while (this.#running) await this.#running;
  }

  unsubscribe(): void {
    this.#closed = true;
    this.#waiting = [];
    this.#ended();
  }

  async #run(): Promise<void> {
    // Always later than the event itself: a handler never runs inside the agent's own step.
    await Promise.resolve();
    let told = 0;
    for (let batch = this.#take(); batch.length > 0; batch = this.#take()) {
      for (const event of batch) {
        if (this.#closed) break;
        await this.#handle(event);
      }
      if (this.#lost > told) this.#tell(this.#lost - told);
      told = this.#lost;
    }
    this.#running = undefined;
  }

  #take(): HeddleEvent[] {
    const batch = this.#waiting;
    this.#waiting = [];
    return batch;
  }

  async #handle(event: HeddleEvent): Promise<void> {
    try {
      await this.#handler.handle(event);
    } catch (thrown) {
      this.#failures = { count: this.#failures.count + 1, last: thrown };
    }
  }

  #tell(count: number): void {
    try {
      this.#handler.lost?.(count);
    } catch (thrown) {
      this.#failures = { count: this.#failures.count + 1, last: thrown };
    }
  }
}
