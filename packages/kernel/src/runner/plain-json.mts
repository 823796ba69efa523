import type { JsonValue } from '@heddle/model';

const MAX_DEPTH = 100;

/**
 * A value as plain JSON, the way a reader expects it: dates as ISO text, maps as objects, sets and typed arrays as lists,
 * large integers as text, NaN and infinities as `null`. Plain values are handed back as they are, not copied.
 *
 * @throws {TypeError} for what cannot be said in JSON: functions, symbols, cycles, nesting deeper than 100 levels
 */
export function toPlainJson(value: unknown, path = '', depth = 0): JsonValue | undefined {
  switch (typeof value) {
    case 'string':
    case 'boolean': return value;
    case 'number': return Number.isFinite(value) ? value : null;
    case 'undefined': return undefined;
    case 'bigint': return Number.isSafeInteger(Number(value)) ? Number(value) : value.toString();
    case 'object': return value === null ? null : plainObject(value, path, depth);
    default: throw new TypeError(`${path || 'The value'} is a ${typeof value}, which cannot be passed to a plugin. Pass plain data.`);
  }
}

function plainObject(value: object, path: string, depth: number): JsonValue | undefined {
  if (depth > MAX_DEPTH) throw new TypeError(`${path.slice(0, 80)}… is nested deeper than ${MAX_DEPTH} levels or contains itself. Pass a copy without the cycle.`);
  if (Array.isArray(value)) return plainList(value, path, depth);
  if (value instanceof Date) return Number.isNaN(value.getTime()) ? null : value.toISOString();
  if (value instanceof Map) return plainEntries(value.entries(), value, path, depth);
  if (value instanceof Set) return plainList([...value], path, depth);
  if (ArrayBuffer.isView(value) && !(value instanceof DataView)) return plainList(Array.from(value as unknown as ArrayLike<unknown>), path, depth);
  if (value instanceof Error) return { name: value.name, message: value.message };
  if ('toJSON' in value && typeof value.toJSON === 'function') return toPlainJson(value.toJSON(), path, depth + 1);
  return plainEntries(Object.entries(value), value, path, depth);
}

function plainList(list: readonly unknown[], path: string, depth: number): JsonValue {
  let copy: JsonValue[] | undefined;
  for (let index = 0; index < list.length; index++) {
    const plain = toPlainJson(list[index], `${path}[${index}]`, depth + 1) ?? null;
    if (copy) copy.push(plain);
    else if (plain !== list[index]) copy = [...(list.slice(0, index) as JsonValue[]), plain];
  }
  return copy ?? (list as JsonValue[]);
}

function plainEntries(entries: Iterable<[unknown, unknown]>, source: object, path: string, depth: number): JsonValue {
  const plain: Record<string, JsonValue> = {};
  let same = !(source instanceof Map);
  for (const [key, field] of entries) {
    const name = String(key);
    const after = toPlainJson(field, path ? `${path}.${name}` : name, depth + 1);
    if (after !== field) same = false;
    if (after === undefined || name === '__proto__') continue;
    plain[name] = after;
  }
  return same ? (source as JsonValue) : plain;
}
