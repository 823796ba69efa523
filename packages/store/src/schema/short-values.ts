import { HEDDLE, isJsonObject } from '@heddle/model';
import type { JsonObject, JsonValue } from '@heddle/model';
import { SPLIT_LIST, restoreAttributes, restoreValue } from './content-references.js';
import type { KnownContents } from './content-references.js';

/** Characters that a text keeps. */
const TEXT_LENGTH = 4_000;
/** Characters that the items of a list keep together: the last ones, which are what is new in a history. */
const LIST_LENGTH = 4_000;
/** Items that a list within a value keeps. */
const LIST_ITEMS = 20;
/** Deeper values are left out. */
const MAX_DEPTH = 50;
/** Our own cells and calls stay whole: pages show all of it, such as the code of a cell. Whoever else says so of long spans gets fewer of them at a time. */
const WHOLE_KINDS: readonly JsonValue[] = ['code', 'tool'];
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
  if (WHOLE_KINDS.includes(stored[HEDDLE.kind] ?? null)) return { attributes: restoreAttributes(stored, contents), isCut: false };
  let isCut = false;

  function short(value: JsonValue): JsonValue {
    if (typeof value === 'string') return shortValue(restoreValue(value, contents));
    if (!Array.isArray(value)) return value;
    const list = value as readonly JsonValue[];
    if (list[0] !== SPLIT_LIST) return lastItems(list, (item) => shortValue(restoreValue(item, contents)));
    // Each item is the text between two commas.
    const items = lastItems(list.slice(1), (item) => shortValue(restoreValue(item, contents)) as string);
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
    const given = typeof value === 'string' ? shortText(value) : shortened(value);
    isCut ||= given !== value;
    return given;
  }

  return { attributes: Object.fromEntries(Object.entries(stored).map(([key, value]) => [key, short(value)])), isCut };
}

/** A value as it is given in short; the same one when nothing of it is left out. */
export function shortened(value: JsonValue, depth = 0): JsonValue {
  if (typeof value === 'string') return value.length > TEXT_LENGTH ? value.slice(0, TEXT_LENGTH).toWellFormed() + CUT : value;
  if (value === null || typeof value !== 'object') return value;
  if (depth > MAX_DEPTH) return CUT;
  if (Array.isArray(value)) {
    const items = value as readonly JsonValue[];
    const kept = items.slice(-LIST_ITEMS).map((item) => shortened(item, depth + 1));
    return kept.length === items.length && kept.every((item, index) => item === items[index]) ? value : kept;
  }
  const entries = Object.entries(value as JsonObject);
  const kept = entries.map(([key, item]) => [key, shortened(item, depth + 1)] as const);
  return kept.every(([, item], index) => item === entries[index]![1]) ? value : Object.fromEntries(kept);
}

/** JSON stays JSON where it can be read. */
export function shortText(text: string): string {
  if (text.length <= TEXT_LENGTH) return text;
  const value = /^\s*[[{"]/.test(text) ? parsed(text) : undefined;
  if (value === undefined) return text.slice(0, TEXT_LENGTH).toWellFormed() + CUT;
  const short = shortened(value);
  // Written again, it could be another text that says the same.
  return short === value ? text : JSON.stringify(short);
}

function parsed(text: string): JsonValue | undefined {
  try {
    return JSON.parse(text) as JsonValue;
  } catch {
    return undefined; // It only looked like JSON.
  }
}
