import { isJsonObject, type JsonObject, type JsonValue } from '@heddle/model';
import { knownText } from './known-text.js';
import { safeJson } from './safe-json.js';
import { splitList } from './split-list.js';

/**
 * Reads JSON text, or gives `undefined` when it is none. The result is safe to copy key by key, and must not be changed: others may get it too.
 */
export function parseJson(text: string): JsonValue | undefined {
  try {
    return parseHistory(text) ?? safeJson(JSON.parse(text) as JsonValue);
  } catch {
    return undefined; // Not JSON: callers fall back on the text itself.
  }
}

/** Lists shorter than this are parsed as a whole, as are those whose items are shorter than this on average. */
const HISTORY_LENGTH = 1_000;
const ITEM_LENGTH = 200;

/** A list of messages, nearly all of which were in the list of the call before. @returns `undefined` for anything else */
function parseHistory(text: string): JsonValue | undefined {
  if (text.length < HISTORY_LENGTH || !/^\[\s*\{/.test(text)) return undefined;
  const items = splitList(text);
  if (!items || text.length < items.length * ITEM_LENGTH) return undefined;
  return items.map((item) => knownText(item).item);
}

/**
 * The value that an attribute stands for. Structure travels as an OTLP map or list, as JSON text, or as JSON text within
 * a list; text that only looks like a number or a word stays text.
 */
export function structured(value: JsonValue | undefined): JsonValue | undefined {
  if (typeof value === 'string') return looksLikeJson(value) ? (parseJson(value) ?? value) : value;
  return value === undefined ? undefined : safeJson(value);
}

/** The object that an attribute stands for, or `undefined`. */
export function structuredObject(value: JsonValue | undefined): JsonObject | undefined {
  const object = structured(value);
  return isJsonObject(object) ? object : undefined;
}

/** True for text that begins like a JSON object, list or quoted text. */
export function looksLikeJson(text: string): boolean {
  for (let index = 0; index < text.length; index++) {
    const code = text.charCodeAt(index);
    if (code === 0x20 || (code >= 0x09 && code <= 0x0d)) continue;
    return code === 0x7b || code === 0x5b || code === 0x22; // { [ "
  }
  return false;
}
