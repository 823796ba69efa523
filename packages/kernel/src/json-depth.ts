import type { JsonValue } from '@heddle/model';

/** Deepest nesting of a value that passes between host and kernel: what walks it later may recurse. */
export const MAX_DEPTH = 200;

/** Whether a value is nested deeper than that. `jsonLength` is the length of its JSON: short text needs no look. */
export function isTooDeep(value: JsonValue, jsonLength: number): boolean {
  // Each level takes two characters at least.
  return jsonLength > 2 * MAX_DEPTH && isDeeper(value, MAX_DEPTH);
}

function isDeeper(value: JsonValue, levels: number): boolean {
  if (typeof value !== 'object' || value === null) return false;
  if (levels === 0) return true;
  if (Array.isArray(value)) {
    for (const item of value as readonly JsonValue[]) if (isDeeper(item, levels - 1)) return true;
    return false;
  }
  for (const key of Object.keys(value)) if (isDeeper((value as { readonly [key: string]: JsonValue })[key]!, levels - 1)) return true;
  return false;
}
