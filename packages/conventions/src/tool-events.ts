import { isJsonObject, type JsonValue } from '@heddle/model';
import { structured } from './attributes/structured.js';
import type { ContentEvent } from './content-events.js';

/** What a tool was given and what it gave, from the events of its own span (Strands). */
export interface ToolContent {
  readonly arguments: JsonValue | undefined;
  readonly result: JsonValue | undefined;
}

export function toolContentOfEvents(events: readonly ContentEvent[]): ToolContent {
  const given = events.find(({ name }) => name === 'gen_ai.tool.message')?.fields['content'];
  const result = events.findLast(({ name }) => name === 'gen_ai.choice')?.fields['message'];
  return { arguments: structured(given), result: plainResult(structured(result)) };
}

/** A result that is one text in a list of parts is that text. */
function plainResult(result: JsonValue | undefined): JsonValue | undefined {
  const [part, ...others] = Array.isArray(result) ? (result as readonly JsonValue[]) : [];
  return others.length === 0 && isJsonObject(part) && Object.keys(part).length === 1 && typeof part['text'] === 'string' ? structured(part['text']) : result;
}
