import { type JsonObject, type JsonValue, isJsonObject } from '@heddle/model';
import { DecodeError } from './decode-error.js';

/*
 * OTLP/JSON as it is met in the wild: ids in hex or base64, 64-bit numbers as text or numbers, enums as numbers or names,
 * fields in lowerCamelCase or as protobuf spells them, absent fields left out or null.
 */

/** Reads a field of a message by its lowerCamelCase name or its protobuf name; `undefined` when absent or null. */
export function field(message: JsonObject, camelName: string, protoName = camelName): JsonValue | undefined {
  if (Object.hasOwn(message, camelName)) return message[camelName] ?? undefined;
  if (Object.hasOwn(message, protoName)) return message[protoName] ?? undefined;
  return undefined;
}

/** A nested message; an absent one is empty. */
export function messageField(message: JsonObject, camelName: string, protoName = camelName): JsonObject {
  const value = field(message, camelName, protoName);
  if (value === undefined) return {};
  if (!isJsonObject(value)) throw new DecodeError(`${camelName} is not an object`);
  return value;
}

/** A repeated field; an absent one is empty. */
export function listField(message: JsonObject, camelName: string, protoName = camelName): readonly JsonValue[] {
  const value = field(message, camelName, protoName);
  if (value === undefined) return [];
  if (!Array.isArray(value)) throw new DecodeError(`${camelName} is not a list`);
  return value;
}

export function textField(message: JsonObject, camelName: string, protoName = camelName): string {
  const value = field(message, camelName, protoName);
  if (value === undefined) return '';
  if (typeof value !== 'string') throw new DecodeError(`${camelName} is not text`);
  return value;
}

/** A 64-bit time: decimal text, or a number (which may have lost its last digits at the sender). */
export function timeField(message: JsonObject, camelName: string, protoName = camelName): bigint {
  const value = field(message, camelName, protoName);
  if (value === undefined || value === '') return 0n;
  if (typeof value === 'string' && /^\d{1,20}$/.test(value)) return BigInt(value);
  if (typeof value === 'number' && Number.isInteger(value)) return BigInt(value);
  throw new DecodeError(`${camelName} is not a whole number of nanoseconds`);
}

/** A count; anything that is not one is 0, since no record is worth losing over it. */
export function countField(message: JsonObject, camelName: string, protoName = camelName): number {
  const value = Number(field(message, camelName, protoName) ?? 0);
  return Number.isSafeInteger(value) && value > 0 ? value : 0;
}

/** An enum by number, by number as text, or by name; 0 when unknown. `names` starts with the name of 0. */
export function enumField(message: JsonObject, camelName: string, protoName: string, names: readonly string[]): number {
  const value = field(message, camelName, protoName);
  const number = typeof value === 'string' && names.includes(value) ? names.indexOf(value) : Number(value ?? 0);
  return Number.isInteger(number) && number > 0 && number < names.length ? number : 0;
}

/**
 * An id as hex; empty when absent. OTLP/JSON wants hex, but protobuf's own JSON mapping writes bytes as base64 and some
 * exporters use that. The two never have the same length: 16 bytes are 32 hex digits or 22 to 24 of base64.
 */
export function idField(message: JsonObject, camelName: string, protoName: string, sizeBytes: 8 | 16): string {
  const text = textField(message, camelName, protoName);
  if (text.length === sizeBytes * 2) return text;
  const unpadded = text.replace(/=+$/, '');
  if (unpadded.length !== Math.ceil((sizeBytes * 4) / 3) || !/^[A-Za-z0-9+/_-]+$/.test(unpadded)) return text;
  return Buffer.from(unpadded, 'base64').toString('hex');
}
