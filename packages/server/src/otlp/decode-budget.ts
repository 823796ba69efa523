import { DecodeError } from './decode-error.js';

/**
 * Attributes, list items, events, links and records that one request may hold. Estimated: 64 MB in spans of 2 kB with 30
 * attributes come to about 1 million, so ordinary batches stay far below.
 */
const MAX_NODES = 4_000_000;

/** Levels of lists and maps within one attribute value. Protobuf readers elsewhere stop at 100. */
export const MAX_NESTING = 64;

/**
 * Counts what decoding a request makes, so that a small body cannot become a large heap: an empty event is two bytes
 * on the wire and an object with three fields in memory.
 */
export class DecodeBudget {
  #left: number;

  constructor(nodes: number = MAX_NODES) {
    this.#left = nodes;
  }

  /** @throws {DecodeError} when the request holds more than it may; this ends the request, not just one record */
  spend(): void {
    if (--this.#left < 0) throw new BudgetExceededError();
  }
}

/** Unlike other decode errors this one is not the fault of a single record. */
export class BudgetExceededError extends DecodeError {
  constructor() {
    super('The request holds too many attributes, events and list items; send it in smaller batches.');
  }
}
