import { isJsonObject, type JsonObject, type JsonValue } from '@heddle/model';

/** What a decorator recorded of a call, `{args, kwargs}`, without the empty half. Anything else is given back as it is. */
export function functionArguments(value: JsonValue | undefined): JsonValue | undefined {
  if (!isJsonObject(value) || !('args' in value || ('kwargs' in value && Object.keys(value).length === 1))) return value;
  const args = Array.isArray(value['args']) ? (value['args'] as readonly JsonValue[]) : [];
  const kwargs: JsonObject = isJsonObject(value['kwargs']) ? value['kwargs'] : {};
  if (args.length === 0) return kwargs;
  return Object.keys(kwargs).length === 0 ? args : { args, kwargs };
}
