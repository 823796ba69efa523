import type { ByteBudget } from './byte-budget.js';
import { Refusal } from './refusal.js';

/** What one request holds of the budget of all. */
export class HeldBytes {
  readonly #budget: ByteBudget;
  #sizeBytes = 0;

  constructor(budget: ByteBudget) {
    this.#budget = budget;
  }

  get sizeBytes(): number {
    return this.#sizeBytes;
  }

  /** @throws {Refusal} 503 when the others hold too much already */
  add(sizeBytes: number): void {
    if (!this.#budget.take(sizeBytes)) {
      throw new Refusal(503, 'BUSY', 'The server is reading as much as its memory allows; send this again in a moment.', {
        retryAfterSeconds: 1,
      });
    }
    this.#sizeBytes += sizeBytes;
  }

  release(): void {
    this.#budget.giveBack(this.#sizeBytes);
    this.#sizeBytes = 0;
  }
}
