import type { JsonObject, JsonValue } from '@heddle/model';
import { structuredObject } from './structured.js';
import { withPrefix } from './with-prefix.js';

/**
 * Metadata that stands below prefixes (`p.key`), in an attribute of that name as JSON (`p`), or both.
 * Of equal keys the earlier prefix wins. `undefined` when there is none.
 */
export function metadataOf(attributes: JsonObject, prefixes: readonly string[]): JsonObject | undefined {
  let found: Record<string, JsonValue> | undefined;
  for (const prefix of prefixes) {
    const whole = prefix in attributes ? structuredObject(attributes[prefix]) : undefined;
    const single = withPrefix(attributes, `${prefix}.`);
    if (whole || single) found = { ...single, ...whole, ...found };
  }
  return found;
}
