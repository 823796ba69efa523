import { DecodeError } from './decode-error.js';

/**
 * Attributes, list items, events, links and records that one request may hold, spans counted several times. Estimated: 64 MB in
 * spans of 2 kB with 30 attributes come to about 1 million, so ordinary batches stay far below.
 */
const MAX_NODES = 2_000_000;

/** What one of them takes in memory beside its text, about: a name, a place in an object, the head of a text. */
const NODE_BYTES = 64;
/** Nodes that are accounted for together. */
const NODES_AT_ONCE = 1_000;

/** A span with nothing in it is an object of 14 fields with lists and ids: as much as so many attributes. */
export const SPAN_NODES = 8;

/** Levels of lists and maps within one attribute value. Protobuf readers elsewhere stop at 100. */
export const MAX_NESTING = 64;

/**
 * Counts what decoding a request makes, so that a small body cannot become a large heap: an empty event is two bytes
 * on the wire and an object with three fields in memory.
 */
export class DecodeBudget {
  /** Accounts for memory that is not counted in nodes. */
  readonly hold: (sizeBytes: number) => void;
  #left: number;
  #unheld = 0;

  /** @param hold - is told of memory before it is used, and may throw: all requests together have so much */
  constructor(hold: (sizeBytes: number) => void = () => {}, nodes: number = MAX_NODES) {
    this.hold = hold;
    this.#left = nodes;
  }

  /** @throws {DecodeError} when the request holds more than it may; this ends the request, not just one record */
  spend(nodes = 1): void {
    this.#left -= nodes;
    if (this.#left < 0) throw new BudgetExceededError();
    this.#unheld += nodes;
    if (this.#unheld < NODES_AT_ONCE) return;
    this.hold(this.#unheld * NODE_BYTES);
    this.#unheld = 0;
  }
}

/** Unlike other decode errors this one is not the fault of a single record. */
export class BudgetExceededError extends DecodeError {
  constructor() {
    super('The request holds too many attributes, events and list items; send it in smaller batches.');
  }
}
