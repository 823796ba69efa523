import { HEDDLE, isJsonObject, type JsonObject, type JsonValue, type Message, type SpanRecord } from '@heddle/model';

/** Text of an attribute; empty when there is none. */
export function textAt(span: SpanRecord, key: string): string {
  return optionalTextAt(span, key) ?? '';
}

export function optionalTextAt(span: SpanRecord, key: string): string | undefined {
  const value = valueAt(span.attributes, key);
  return typeof value === 'string' ? value : undefined;
}

/** A number; 0 when there is none. */
export function numberAt(span: SpanRecord, key: string): number {
  return optionalNumberAt(span, key) ?? 0;
}

export function optionalNumberAt(span: SpanRecord, key: string): number | undefined {
  const value = valueAt(span.attributes, key);
  return typeof value === 'number' ? value : undefined;
}

/** What the JSON text of an attribute says; `undefined` when there is none or it cannot be read. */
export function jsonAt(span: SpanRecord, key: string): JsonValue | undefined {
  const text = optionalTextAt(span, key);
  return text === undefined ? undefined : parseJson(text);
}

export function objectAt(span: SpanRecord, key: string): JsonObject {
  const value = jsonAt(span, key);
  return isJsonObject(value) ? value : {};
}

/**
 * A list written by our own encoding. Items are taken for what the encoding wrote; what is no object is left out.
 */
export function listAt<Item extends object>(span: SpanRecord, key: string): readonly Item[] {
  const value = jsonAt(span, key);
  return Array.isArray(value) ? (value as readonly JsonValue[]).filter(isJsonObject).map((item) => item as unknown as Item) : [];
}

/** Messages of a `gen_ai.*.messages` attribute; items that are no messages are left out. */
export function messagesAt(span: SpanRecord, key: string): readonly Message[] {
  return listAt<Message>(span, key).filter((message) => typeof message.role === 'string' && Array.isArray(message.parts) && message.parts.every(isJsonObject));
}

/** The inverse of `structuredAttributes`: the fields below a prefix, except those that are ours. */
export function structuredAt(span: SpanRecord, prefix: string, isOurs: (key: string) => boolean): JsonObject {
  const structured = valueAt(span.attributes, HEDDLE.structured);
  const isJson = new Set(Array.isArray(structured) ? (structured as readonly JsonValue[]) : []);
  const fields: [string, JsonValue][] = [];
  for (const [key, value] of Object.entries(span.attributes)) {
    if (!key.startsWith(prefix) || isOurs(key) || key === '__proto__') continue;
    fields.push([key.slice(prefix.length), isJson.has(key) && typeof value === 'string' ? (parseJson(value) ?? null) : value]);
  }
  return Object.fromEntries(fields);
}

export function parseJson(text: string): JsonValue | undefined {
  try {
    // `__proto__` as a key would reach the prototype of whatever the value is copied into.
    return JSON.parse(text, (key, value: JsonValue) => (key === '__proto__' ? undefined : value)) as JsonValue;
  } catch {
    return undefined;
  }
}

function valueAt(attributes: JsonObject, key: string): JsonValue | undefined {
  return Object.hasOwn(attributes, key) ? attributes[key] : undefined;
}
