import { isJsonObject, type JsonObject, type JsonValue } from '@heddle/model';
import { safeJson } from './safe-json.js';

/** Reads JSON text, or gives `undefined` when it is none. The result is safe to copy key by key. */
export function parseJson(text: string): JsonValue | undefined {
  try {
    return safeJson(JSON.parse(text) as JsonValue);
  } catch {
    return undefined; // Not JSON: callers fall back on the text itself.
  }
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
