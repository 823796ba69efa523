import type { JsonObject, JsonValue, RawSpan } from '@heddle/model';
import { type DecodeBudget, MAX_NESTING } from './decode-budget.js';
import { DecodeError } from './decode-error.js';
import { jsonNumber } from './json-number.js';
import type { ProtobufReader } from './protobuf-reader.js';
import { setAttribute } from './set-attribute.js';

export type Scope = RawSpan['scope'];

export const NO_RESOURCE: JsonObject = {};
export const NO_SCOPE: Scope = { name: '', version: '', attributes: {} };

/**
 * Reads one `KeyValue` into `attributes`.
 *
 * @see OTLP `common.proto`, message `KeyValue`
 */
export function decodeKeyValue(
  reader: ProtobufReader, attributes: Record<string, JsonValue>, budget: DecodeBudget, nesting = 0,
): void {
  budget.spend();
  const outer = reader.enter();
  let key = '';
  let value: JsonValue = null;
  while (reader.next()) {
    if (reader.field === 1) key = reader.key();
    else if (reader.field === 2) value = decodeAnyValue(reader, budget, nesting);
    else reader.skip();
  }
  reader.leave(outer);
  setAttribute(attributes, key, value);
}

/** @see OTLP `common.proto`, message `AnyValue` */
export function decodeAnyValue(reader: ProtobufReader, budget: DecodeBudget, nesting = 0): JsonValue {
  if (nesting > MAX_NESTING) throw new DecodeError(`A value is nested deeper than ${MAX_NESTING} levels.`);
  const outer = reader.enter();
  let value: JsonValue = null;
  while (reader.next()) {
    switch (reader.field) {
      case 1: value = reader.text(); break;
      case 2: value = reader.bool(); break;
      case 3: value = reader.int64(); break;
      case 4: value = jsonNumber(reader.double()); break;
      case 5: value = decodeArray(reader, budget, nesting + 1); break;
      case 6: value = decodeKeyValueList(reader, budget, nesting + 1); break;
      case 7: value = reader.base64(); break;
      default: reader.skip();
    }
  }
  reader.leave(outer);
  return value;
}

function decodeArray(reader: ProtobufReader, budget: DecodeBudget, nesting: number): JsonValue {
  const outer = reader.enter();
  const values: JsonValue[] = [];
  while (reader.next()) {
    if (reader.field !== 1) {
      reader.skip();
      continue;
    }
    budget.spend();
    values.push(decodeAnyValue(reader, budget, nesting));
  }
  reader.leave(outer);
  return values;
}

function decodeKeyValueList(reader: ProtobufReader, budget: DecodeBudget, nesting: number): JsonObject {
  const outer = reader.enter();
  const values: Record<string, JsonValue> = {};
  while (reader.next()) {
    if (reader.field === 1) decodeKeyValue(reader, values, budget, nesting);
    else reader.skip();
  }
  reader.leave(outer);
  return values;
}

/** @see OTLP `resource.proto`, message `Resource` */
export function decodeResource(reader: ProtobufReader, budget: DecodeBudget): JsonObject {
  const outer = reader.enter();
  const attributes: Record<string, JsonValue> = {};
  while (reader.next()) {
    if (reader.field === 1) decodeKeyValue(reader, attributes, budget);
    else reader.skip();
  }
  reader.leave(outer);
  return attributes;
}

/** @see OTLP `common.proto`, message `InstrumentationScope` */
export function decodeScope(reader: ProtobufReader, budget: DecodeBudget): Scope {
  const outer = reader.enter();
  let name = '';
  let version = '';
  const attributes: Record<string, JsonValue> = {};
  while (reader.next()) {
    if (reader.field === 1) name = reader.text();
    else if (reader.field === 2) version = reader.text();
    else if (reader.field === 3) decodeKeyValue(reader, attributes, budget);
    else reader.skip();
  }
  reader.leave(outer);
  return { name, version, attributes };
}
