import { BudgetExceededError } from './decode-budget.js';
import { DecodeError } from './decode-error.js';

/**
 * Objects, lists and commas of one request. An attribute has three of them, so this is more than a million attributes, and
 * `JSON.parse` makes some 200 MB of it at most: an empty object is three bytes of JSON and 56 in memory.
 */
const MAX_PARTS = 4_000_000;
/** Levels of objects and lists. The deepest value that is read, see `MAX_NESTING`, takes about 200. */
const MAX_DEPTH = 1_000;
/** Bytes that are looked at before others get a turn. */
const BYTES_AT_ONCE = 256 * 1024;

const QUOTE = 34, COMMA = 44, OPEN_LIST = 91, BACKSLASH = 92, CLOSE_LIST = 93, OPEN_OBJECT = 123, CLOSE_OBJECT = 125;

/**
 * Counts what JSON text would be parsed to, before it is: parsing makes the whole tree at once. Whether it is JSON, the parser says.
 * Hot: every OTLP/JSON body passes here; a nanosecond or two for a byte.
 *
 * @returns objects, lists and commas outside of strings
 * @throws {DecodeError} when there are too many of them, or they are nested too deeply
 */
export function* checkJson(body: Buffer, maxParts = MAX_PARTS, maxDepth = MAX_DEPTH): Generator<void, number, void> {
  let parts = 0;
  let depth = 0;
  let pause = BYTES_AT_ONCE;
  for (let index = 0; index < body.length; index++) {
    switch (body[index]) {
      case QUOTE:
        for (index++; index < body.length && body[index] !== QUOTE; index++) if (body[index] === BACKSLASH) index++;
        break;
      case OPEN_OBJECT:
      case OPEN_LIST:
        if (++depth > maxDepth) throw new DecodeError(`The body is nested deeper than ${maxDepth} levels.`);
        parts++;
        break;
      case CLOSE_OBJECT:
      case CLOSE_LIST:
        depth--;
        break;
      case COMMA:
        parts++;
        break;
    }
    if (index < pause) continue;
    if (parts > maxParts) throw new BudgetExceededError();
    pause = index + BYTES_AT_ONCE;
    yield;
  }
  if (parts > maxParts) throw new BudgetExceededError();
  return parts;
}
