import { isJsonObject, type JsonValue } from '@heddle/model';
import { readLooseJson } from '../structured/loose-json.js';

/** Arguments as a model wrote them: nothing is an empty object, almost JSON is read as such, anything else stays text. */
export function toolArguments(text: string): JsonValue {
  const trimmed = text.trim();
  if (trimmed === '') return {};
  try {
    // A key that reaches the prototype of whatever the value is copied into.
    return JSON.parse(trimmed, (key, value: JsonValue) => (key === '__proto__' ? undefined : value)) as JsonValue;
  } catch {
    const loose = trimmed.startsWith('{') ? readLooseJson(trimmed, 0) : undefined;
    return loose?.kind === 'complete' && isJsonObject(loose.value) && trimmed.slice(loose.end).trim() === '' ? loose.value : text;
  }
}
