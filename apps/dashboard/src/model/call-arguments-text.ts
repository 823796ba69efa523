import { isJsonObject } from '@heddle/model';
import type { JsonObject, JsonValue } from '@heddle/model';
import { summarise } from './preview-of.js';
import type { Call } from './transcript.js';

const MOST_NAMES = 6;

/**
 * The arguments of a call in one line: `values 105.7, 40.3, … 12 items, method percentile`.
 *
 * @param telling - names worth showing; when empty, all are. In a loop only what differs from call to call tells anything.
 */
export function callArgumentsText(call: Call, telling: ReadonlySet<string> = new Set()): string {
  if (!call.arguments) return 'no arguments';
  const named = namedArguments(call);
  if (named === undefined) return call.arguments.summary;
  const entries = Object.entries(named).filter(([name]) => telling.size === 0 || telling.has(name));
  if (entries.length === 0) return Object.keys(named).length === 0 ? 'no arguments' : 'as the others';
  return entries.slice(0, MOST_NAMES).map(([name, value]) => `${name} ${shortValue(value)}`).join(', ');
}

/** Names of the arguments that are not the same in all of these calls; empty when there is nothing to compare. */
export function tellingArguments(calls: readonly Call[]): ReadonlySet<string> {
  const values = new Map<string, Set<string>>();
  for (const call of calls) {
    for (const [name, value] of Object.entries(namedArguments(call) ?? {})) {
      const known = values.get(name) ?? new Set();
      values.set(name, known.add(JSON.stringify(value)));
    }
  }
  return new Set([...values].flatMap(([name, texts]) => (texts.size > 1 ? [name] : [])));
}

/** Arguments by name: a call with one object for an argument is one with named arguments. */
function namedArguments(call: Call): JsonObject | undefined {
  if (!call.arguments) return undefined;
  let value: JsonValue;
  try {
    value = JSON.parse(call.arguments.json) as JsonValue;
  } catch {
    return undefined;
  }
  if (Array.isArray(value) && value.length === 1) value = (value as readonly JsonValue[])[0]!;
  return isJsonObject(value) ? value : undefined;
}

function shortValue(value: JsonValue): string {
  if (!Array.isArray(value)) return summarise(value);
  const items: readonly JsonValue[] = value;
  const plain = items.every((item) => typeof item === 'number' || (typeof item === 'string' && item.length <= 20));
  if (!plain || items.length === 0) return summarise(value);
  return items.length <= 4 ? items.join(', ') : `${items.slice(0, 2).join(', ')}, … ${summarise(value)}`;
}
