import type { JsonValue } from '@heddle/model';
import { isTooDeep } from '../json-depth.js';

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
  return isTooDeep(value, json.length) ? undefined : value;
}

function withoutProto(this: unknown, key: string, value: unknown): unknown {
  if (key === '__proto__') return undefined;
  return key === 'constructor' && typeof value === 'object' && value !== null && 'prototype' in value ? undefined : value;
}
