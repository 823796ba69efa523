import type { JsonObject, JsonValue, SpanRecord } from '@heddle/model';
import { NO_DUPLICATE } from './find-duplicates.js';

/** Gives a tool call what the protocol's spans below it know: arguments, result, and the `mcp.*` attributes as metadata. */
export function mergeToolCalls(spans: SpanRecord[], duplicateOf: Int32Array): void {
  for (let row = 0; row < spans.length; row++) {
    const outerRow = duplicateOf[row]!;
    const inner = spans[row]!;
    if (outerRow === NO_DUPLICATE || inner.kind !== 'tool' || spans[outerRow]!.kind !== 'tool') continue;
    const outer = spans[outerRow]!;
    spans[outerRow] = {
      ...outer,
      toolArguments: outer.toolArguments ?? inner.toolArguments,
      toolResult: outer.toolResult ?? inner.toolResult,
      metadata: { ...mcpAttributes(inner.attributes), ...outer.metadata },
    };
  }
}

function mcpAttributes(attributes: JsonObject): JsonObject {
  const found: Record<string, JsonValue> = {};
  for (const key in attributes) if (key.startsWith('mcp.')) found[key] = attributes[key]!;
  return found;
}
