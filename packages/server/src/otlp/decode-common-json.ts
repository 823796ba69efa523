import { type JsonObject, type JsonValue, isJsonObject } from '@heddle/model';
import { checkJson } from './check-json.js';
import type { Scope } from './decode-common.js';
import { type DecodeBudget, MAX_NESTING } from './decode-budget.js';
import { DecodeError } from './decode-error.js';
import { field, listField, messageField, textField } from './json-fields.js';
import { jsonNumber } from './json-number.js';
import { setAttribute } from './set-attribute.js';

/** What an object, a list or an item takes in memory once it is parsed, about. */
const PART_BYTES = 40;

/** Parses a request body and checks that it is one: an object which, unless empty, has the list this signal needs. */
export function* parseRequest(body: Buffer, budget: DecodeBudget, camelName: string, protoName: string): Generator<void, JsonObject, void> {
  budget.hold(PART_BYTES * (yield* checkJson(body)));
  let request: unknown;
  try {
    request = JSON.parse(body.toString('utf8'));
  } catch (error) {
    throw new DecodeError(`The body is not JSON: ${(error as Error).message}.`, { cause: error });
  }
  if (!isJsonObject(request)) throw new DecodeError('The body is not a JSON object.');
  if (Object.keys(request).length > 0 && !(camelName in request) && !(protoName in request)) {
    throw new DecodeError(`The body has no ${camelName}, so it is not an OTLP request for this address.`);
  }
  return request;
}

/** Attributes as OTLP/JSON lists them: `[{key, value: {stringValue: ...}}]`. */
export function attributesFromJson(list: readonly JsonValue[], budget: DecodeBudget, nesting = 0): JsonObject {
  const attributes: Record<string, JsonValue> = {};
  for (const entry of list) {
    budget.spend();
    if (!isJsonObject(entry)) throw new DecodeError('an attribute is not an object');
    setAttribute(attributes, textField(entry, 'key'), anyValueFromJson(field(entry, 'value'), budget, nesting));
  }
  return attributes;
}

/** @see OTLP `common.proto`, message `AnyValue`, in its JSON mapping */
export function anyValueFromJson(value: JsonValue | undefined, budget: DecodeBudget, nesting = 0): JsonValue {
  if (value === undefined) return null;
  if (nesting > MAX_NESTING) throw new DecodeError(`a value is nested deeper than ${MAX_NESTING} levels`);
  if (!isJsonObject(value)) throw new DecodeError('a value is not an object such as {"stringValue": ...}');
  const text = field(value, 'stringValue', 'string_value');
  if (text !== undefined) return typeof text === 'string' ? text : JSON.stringify(text);
  const bool = field(value, 'boolValue', 'bool_value');
  if (bool !== undefined) return bool === true || bool === 'true';
  const integer = field(value, 'intValue', 'int_value');
  if (integer !== undefined) return integerFromJson(integer);
  const double = field(value, 'doubleValue', 'double_value');
  if (double !== undefined) return jsonNumber(Number(double));
  const array = field(value, 'arrayValue', 'array_value');
  if (array !== undefined) {
    return listField(messageField(value, 'arrayValue', 'array_value'), 'values').map((item) => {
      budget.spend();
      return anyValueFromJson(item ?? undefined, budget, nesting + 1);
    });
  }
  const list = field(value, 'kvlistValue', 'kvlist_value');
  if (list !== undefined) {
    return attributesFromJson(listField(messageField(value, 'kvlistValue', 'kvlist_value'), 'values'), budget, nesting + 1);
  }
  const bytes = field(value, 'bytesValue', 'bytes_value');
  return typeof bytes === 'string' ? bytes : null;
}

/** A number when it is exact, else decimal text. */
function integerFromJson(value: JsonValue): number | string {
  const number = Number(value);
  if (Number.isSafeInteger(number)) return number;
  if (typeof value === 'string' && /^-?\d{1,20}$/.test(value)) return value;
  if (typeof value === 'number') return jsonNumber(value);
  throw new DecodeError('an intValue is not a whole number');
}

export function resourceFromJson(message: JsonObject, budget: DecodeBudget): JsonObject {
  return attributesFromJson(listField(messageField(message, 'resource'), 'attributes'), budget);
}

export function scopeFromJson(message: JsonObject, budget: DecodeBudget): Scope {
  const scope = messageField(message, 'scope');
  return {
    name: textField(scope, 'name'),
    version: textField(scope, 'version'),
    attributes: attributesFromJson(listField(scope, 'attributes'), budget),
  };
}
