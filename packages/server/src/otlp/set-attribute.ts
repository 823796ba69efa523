import type { JsonValue } from '@heddle/model';

/** Assigning this key would set the prototype of the object. No instrumentation uses it, so it is left out. */
const REFUSED_KEY = '__proto__';

/** Adds an attribute; of equal keys the last one stays. Keys come from outside. */
export function setAttribute(attributes: Record<string, JsonValue>, key: string, value: JsonValue): void {
  if (key !== REFUSED_KEY) attributes[key] = value;
}
