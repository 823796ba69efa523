import type { RawSpan } from '@heddle/model';
import { BudgetExceededError } from './decode-budget.js';
import { DecodeError } from './decode-error.js';

/** What a request holds: the records that can be stored, and why the others cannot. */
export interface Decoded<Records> {
  readonly records: Records;
  /** Complete when all records have been read. */
  readonly rejections: Rejections;
}

/** A decoder that pauses now and then, so that its runner can let other requests have a turn. */
export type DecodeSteps<Records> = Generator<void, Decoded<Records>, void>;

/** Spans that are decoded while they are read, once; `undefined` where one was refused. */
export type DecodedSpans = Iterable<RawSpan | undefined>;

/** How many different reasons the answer to a sender names. */
const MAX_REASONS = 5;

/** Counts refused records by reason. */
export class Rejections {
  readonly #countOf = new Map<string, number>();
  #total = 0;

  get total(): number {
    return this.#total;
  }

  add(reason: string): void {
    this.#total++;
    const count = this.#countOf.get(reason);
    if (count !== undefined) this.#countOf.set(reason, count + 1);
    else if (this.#countOf.size < MAX_REASONS) this.#countOf.set(reason, 1);
  }

  /** Runs the decoder of one record: a fault of that record is counted here and gives `undefined`. */
  guard<Record>(decode: () => Record): Record | undefined {
    try {
      return decode();
    } catch (error) {
      if (!(error instanceof DecodeError) || error instanceof BudgetExceededError) throw error;
      this.add(error.message);
      return undefined;
    }
  }

  /** One sentence for the sender; empty when nothing was refused. */
  message(noun: string): string {
    if (this.#total === 0) return '';
    const named = [...this.#countOf].map(([reason, count]) => `${reason[0]!.toLowerCase()}${reason.slice(1).replace(/\.$/, '')} (${count})`);
    const plural = this.#total === 1 ? noun : `${noun}s`;
    return `${this.#total} ${plural} refused: ${named.join('; ')}.`;
  }
}
