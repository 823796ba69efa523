import type { JsonValue } from '@heddle/model';

/** Levels of a value; what is deeper is left out. OTLP values stop at the same depth. */
const MAX_NESTING = 64;

/** A value out of `JSON.parse` as an attribute value: without `__proto__` keys, bounded in depth. `undefined` for `null` and absent. */
export function plainJson(value: unknown): JsonValue | undefined {
  return value === null || value === undefined ? undefined : copied(value, 0);
}

function copied(value: unknown, depth: number): JsonValue {
  if (typeof value !== 'object' || value === null) return value as JsonValue;
  if (depth >= MAX_NESTING) return null;
  if (Array.isArray(value)) return value.map((item) => copied(item, depth + 1));
  const copy: Record<string, JsonValue> = {};
  for (const [key, item] of Object.entries(value)) if (key !== '__proto__') copy[key] = copied(item, depth + 1);
  return copy;
}
