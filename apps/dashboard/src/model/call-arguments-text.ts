import { isJsonObject } from '@heddle/model';
import type { JsonValue } from '@heddle/model';
import { summarise } from './preview-of.js';
import type { Call } from './transcript.js';

/** The arguments of a call in one line: `values 12 items, normals 12 items, method percentile`. */
export function callArgumentsText(call: Call): string {
  if (!call.arguments) return 'no arguments';
  let value: JsonValue;
  try {
    value = JSON.parse(call.arguments.json) as JsonValue;
  } catch {
    return call.arguments.summary;
  }
  if (Array.isArray(value) && value.length === 1) value = (value as readonly JsonValue[])[0]!;
  if (!isJsonObject(value)) return call.arguments.summary;
  return Object.entries(value).slice(0, 6).map(([name, argument]) => `${name} ${summarise(argument)}`).join(', ') || 'no arguments';
}
