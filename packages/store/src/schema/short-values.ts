import { isJsonObject } from '@heddle/model';
import type { JsonObject, JsonValue } from '@heddle/model';
import { SPLIT_LIST, restoreValue } from './content-references.js';
import type { KnownContents } from './content-references.js';

/** Characters that a text keeps. */
const TEXT_LENGTH = 4_000;
/** Characters that the items of a list keep together: the last ones, which are what is new in a history. */
const LIST_LENGTH = 4_000;
/** Items that a list within a value keeps. */
const LIST_ITEMS = 20;
/** Deeper values are left out. */
const MAX_DEPTH = 50;
/** Said by our own runtime, which bounds what it says; pages need all of it, such as the code of a cell. */
const OWN_PREFIX = 'heddle.';
const CUT = '…';

/** What was made of the values of one span. */
export interface Shortened {
  readonly attributes: JsonObject;
  /** True when something was left out. */
  readonly isCut: boolean;
}

/**
 * Reverses `storeAttributes` for somebody who looks over many spans at once: texts keep their beginning, lists their last items. What is
 * left out is not put together first.
 */
export function restoreShort(stored: JsonValue, contents: KnownContents): Shortened {
  if (!isJsonObject(stored)) return { attributes: {}, isCut: false };
  let isCut = false;

  function short(value: JsonValue): JsonValue {
    if (typeof value === 'string') return shortValue(restoreValue(value, contents));
    if (!Array.isArray(value)) return value;
    const list = value as readonly JsonValue[];
    if (list[0] !== SPLIT_LIST) return lastItems(list, (item) => shortValue(restoreValue(item, contents)));
    // Each item is the text between two commas.
    const items = lastItems(list.slice(1), (item) => shortText(String(restoreValue(item, contents))));
    return `[${items.join(',')}]`;
  }

  /** From the last item on, as many as there is room for. */
  function lastItems<Item extends JsonValue>(items: readonly JsonValue[], shorten: (item: JsonValue) => Item): readonly Item[] {
    const kept: Item[] = [];
    let room = LIST_LENGTH;
    for (let index = items.length - 1; index >= 0; index--) {
      const item = shorten(items[index]!);
      room -= typeof item === 'string' ? item.length : JSON.stringify(item).length;
      if (room < 0 && kept.length > 0) {
        isCut = true;
        break;
      }
      kept.push(item);
    }
    return kept.toReversed();
  }

  function shortValue(value: JsonValue): JsonValue {
    if (typeof value === 'string') return shortText(value);
    return value !== null && typeof value === 'object' ? deep(value) : value;
  }

  /** JSON stays JSON where it can be read. */
  function shortText(text: string): string {
    if (text.length <= TEXT_LENGTH) return text;
    const value = /^\s*[[{]/.test(text) ? parsed(text) : undefined;
    if (value !== undefined) return JSON.stringify(deep(value));
    isCut = true;
    return text.slice(0, TEXT_LENGTH).toWellFormed() + CUT;
  }

  function deep(value: JsonValue, depth = 0): JsonValue {
    if (depth > MAX_DEPTH) {
      isCut = true;
      return CUT;
    }
    if (typeof value === 'string') {
      if (value.length <= TEXT_LENGTH) return value;
      isCut = true;
      return value.slice(0, TEXT_LENGTH).toWellFormed() + CUT;
    }
    if (Array.isArray(value)) {
      const items = value as readonly JsonValue[];
      if (items.length > LIST_ITEMS) isCut = true;
      return items.slice(-LIST_ITEMS).map((item) => deep(item, depth + 1));
    }
    return isJsonObject(value) ? Object.fromEntries(Object.entries(value).map(([key, item]) => [key, deep(item, depth + 1)])) : value;
  }

  const attributes = Object.fromEntries(Object.entries(stored).map(([key, value]) => (
    [key, key.startsWith(OWN_PREFIX) ? restoreValue(value, contents) : short(value)]
  )));
  return { attributes, isCut };
}

function parsed(text: string): JsonValue | undefined {
  try {
    return JSON.parse(text) as JsonValue;
  } catch {
    return undefined; // It only looked like JSON.
  }
}
