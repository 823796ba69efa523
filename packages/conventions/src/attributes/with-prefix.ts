import type { JsonObject, JsonValue } from '@heddle/model';
import { isForbiddenKey } from './safe-json.js';
import { structured } from './structured.js';

/**
 * The attributes below a prefix as one object, the prefix taken off: with `a.`, `{'a.b': 1}` gives `{b: 1}`.
 * `undefined` when there are none. What senders write for "not set" (-1 and empty text) is left out.
 *
 * @param except - true for names that are left out as well
 */
export function withPrefix(attributes: JsonObject, prefix: string, except?: (name: string) => boolean): JsonObject | undefined {
  let found: Record<string, JsonValue> | undefined;
  for (const key in attributes) {
    if (!key.startsWith(prefix) || key.length === prefix.length) continue;
    const name = key.slice(prefix.length);
    const value = attributes[key]!;
    if (value === '' || value === -1 || value === null || isForbiddenKey(name) || except?.(name)) continue;
    found ??= {};
    found[name] = structured(value)!;
  }
  return found;
}
