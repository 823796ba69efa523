import type { JsonObject, JsonValue } from '@heddle/model';

/** The first of several attributes that is there and not empty, as it was sent. */
export function firstPresent(attributes: JsonObject, keys: readonly string[]): JsonValue | undefined {
  for (const key of keys) {
    const value = attributes[key];
    if (value !== undefined && value !== null && value !== '') return value;
  }
  return undefined;
}
