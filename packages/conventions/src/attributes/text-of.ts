import type { JsonObject, JsonValue } from '@heddle/model';

/** The text of a scalar; `undefined` when it is empty, absent or structured. */
export function textOf(value: JsonValue | undefined): string | undefined {
  if (typeof value === 'string') return value === '' ? undefined : value;
  return typeof value === 'number' || typeof value === 'boolean' ? String(value) : undefined;
}

/** The first of several attributes that has text. */
export function firstText(attributes: JsonObject, keys: readonly string[]): string | undefined {
  for (const key of keys) {
    const text = textOf(attributes[key]);
    if (text !== undefined) return text;
  }
  return undefined;
}
