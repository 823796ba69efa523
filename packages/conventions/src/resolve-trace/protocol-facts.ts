import type { JsonObject, JsonValue, SpanRecord } from '@heddle/model';
import { NO_DUPLICATE } from './find-duplicates.js';

/** What the spans of a protocol know of a tool call above them. */
export interface ProtocolFacts {
  readonly toolArguments: JsonValue;
  readonly toolResult: JsonValue;
  readonly metadata: JsonObject;
}

/** What each tool call learns from the spans that are its duplicates, by its row. */
export function protocolFacts(spans: readonly SpanRecord[], duplicateOf: Int32Array): ReadonlyMap<number, ProtocolFacts> {
  const found = new Map<number, ProtocolFacts>();
  for (let row = 0; row < duplicateOf.length; row++) {
    const counting = duplicateOf[row]!;
    if (counting === NO_DUPLICATE || spans[row]!.kind !== 'tool' || spans[counting]!.kind !== 'tool') continue;
    const { toolArguments, toolResult, attributes } = spans[row]!;
    const known = found.get(counting);
    found.set(counting, {
      toolArguments: known?.toolArguments ?? toolArguments,
      toolResult: known?.toolResult ?? toolResult,
      metadata: { ...mcpAttributes(attributes), ...known?.metadata },
    });
  }
  return found;
}

/** A tool call with its gaps filled: arguments, result, and the `mcp.*` attributes as metadata. */
export function withProtocolFacts(span: SpanRecord, facts: ProtocolFacts): SpanRecord {
  return {
    ...span,
    toolArguments: span.toolArguments ?? facts.toolArguments,
    toolResult: span.toolResult ?? facts.toolResult,
    metadata: { ...facts.metadata, ...span.metadata },
  };
}

function mcpAttributes(attributes: JsonObject): JsonObject {
  const found: Record<string, JsonValue> = {};
  for (const key in attributes) if (key.startsWith('mcp.')) found[key] = attributes[key]!;
  return found;
}
