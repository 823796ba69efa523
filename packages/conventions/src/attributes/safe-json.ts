import type { JsonValue } from '@heddle/model';

/** Values nested deeper are cut: `JSON.stringify` of what a stranger sent must not overflow the stack. */
const MAX_DEPTH = 100;

/** True for keys that could reach an object's prototype when they are assigned. */
export function isForbiddenKey(key: string): boolean {
  return key === '__proto__' || key === 'constructor' || key === 'prototype';
}

/**
 * A value without `__proto__` keys and without nesting deeper than {@link MAX_DEPTH}; the same object when it already
 * is so, which is nearly always.
 */
export function safeJson(value: JsonValue): JsonValue {
  return isSafe(value, MAX_DEPTH) ? value : rebuilt(value, MAX_DEPTH);
}

/** The same for an item of a list. */
export function safeItem(value: JsonValue): JsonValue {
  return isSafe(value, MAX_DEPTH - 1) ? value : rebuilt(value, MAX_DEPTH - 1);
}

function isSafe(value: JsonValue, depthLeft: number): boolean {
  if (typeof value !== 'object' || value === null) return true;
  if (depthLeft === 0) return false;
  if (Array.isArray(value)) {
    for (const item of value as readonly JsonValue[]) if (!isSafe(item, depthLeft - 1)) return false;
    return true;
  }
  for (const key in value) { // Walks without making a list of keys: this runs on all content.
    if (key === '__proto__' || !isSafe((value as Record<string, JsonValue>)[key]!, depthLeft - 1)) return false;
  }
  return true;
}

function rebuilt(value: JsonValue, depthLeft: number): JsonValue {
  if (typeof value !== 'object' || value === null) return value;
  if (depthLeft === 0) return '…';
  if (Array.isArray(value)) return value.map((item: JsonValue) => rebuilt(item, depthLeft - 1));
  const kept: Record<string, JsonValue> = {};
  for (const [key, item] of Object.entries(value)) if (key !== '__proto__') kept[key] = rebuilt(item as JsonValue, depthLeft - 1);
  return kept;
}
