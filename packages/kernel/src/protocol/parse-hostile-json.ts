import type { JsonValue } from '@heddle/model';

/** Deepest nesting taken from a kernel: what walks a value later may recurse. */
export const MAX_DEPTH = 200;

/** `__proto__` or `prototype` written out, or any escaped letter or underscore that could spell them. */
const MAY_SPELL_PROTO = /__proto__|"prototype"|\\u00[5-7]/i;

/**
 * Parses JSON that generated code may have written. No key survives with which a careless merge would write to a
 * prototype (`__proto__`, `constructor.prototype`), and nesting is bounded.
 *
 * @returns `undefined` when it is not JSON or is nested deeper than 200 levels
 */
export function parseHostileJson(json: string): JsonValue | undefined {
  let value: JsonValue;
  try {
    value = MAY_SPELL_PROTO.test(json) ? JSON.parse(json, withoutProto) : JSON.parse(json);
  } catch {
    return undefined;
  }
  // Each level takes two characters at least.
  return json.length > 2 * MAX_DEPTH && isDeeper(value, MAX_DEPTH) ? undefined : value;
}

function withoutProto(this: unknown, key: string, value: unknown): unknown {
  if (key === '__proto__') return undefined;
  return key === 'constructor' && typeof value === 'object' && value !== null && 'prototype' in value ? undefined : value;
}

function isDeeper(value: JsonValue, levels: number): boolean {
  if (typeof value !== 'object' || value === null) return false;
  if (levels === 0) return true;
  if (Array.isArray(value)) {
    for (const item of value as readonly JsonValue[]) if (isDeeper(item, levels - 1)) return true;
    return false;
  }
  for (const key in value) if (isDeeper((value as { readonly [key: string]: JsonValue })[key]!, levels - 1)) return true;
  return false;
}
