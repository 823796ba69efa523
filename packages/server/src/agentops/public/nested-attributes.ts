import { type JsonObject, type JsonValue, isJsonObject } from '@heddle/model';

/** Levels that a key is split into; what is left of it stays one key. */
const MAX_LEVELS = 16;

/**
 * Attributes with their dotted keys as levels: `{'a.b': 1}` becomes `{a: {b: 1}}`. A key whose place is taken by a value
 * stays whole, so nothing is lost.
 */
export function nestedAttributes(attributes: JsonObject): JsonObject {
  const nested: Level = Object.create(null) as Level;
  // Shorter keys first, so that what conflicts does so whatever the order of the attributes.
  for (const key of Object.keys(attributes).sort((a, b) => a.length - b.length || (a < b ? -1 : 1))) place(nested, key, attributes[key]!);
  return nested;
}

interface Level {
  [key: string]: JsonValue;
}

function place(nested: Level, key: string, value: JsonValue): void {
  const steps = key.split('.');
  const names = steps.length > MAX_LEVELS ? [...steps.slice(0, MAX_LEVELS - 1), steps.slice(MAX_LEVELS - 1).join('.')] : steps;
  let level = nested;
  for (const name of names.slice(0, -1)) {
    const inner = (level[name] ??= Object.create(null) as Level);
    // Objects without a prototype are levels made here; others are values.
    if (!isJsonObject(inner) || Object.getPrototypeOf(inner) !== null) {
      nested[key] = value;
      return;
    }
    level = inner as Level;
  }
  const last = names.at(-1)!;
  if (last in level) nested[key] = value;
  else level[last] = value;
}
