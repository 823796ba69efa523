import type { JsonObject, JsonValue, RawSpan, SpanKind } from '@heddle/model';
import { structured, structuredObject } from '../attributes/structured.js';
import { textOf } from '../attributes/text-of.js';
import { readContent } from '../read-content.js';
import type { SpanDraft } from '../span-draft.js';
import type { Dialect } from './dialect.js';

/** LiveKit Agents, whose spans are known by their names. */
export const livekit: Dialect = { kindOf: ({ name }) => KINDS.get(name), fill };

const KINDS: ReadonlyMap<string, SpanKind> = new Map<string, SpanKind>([
  ['agent_session', 'workflow'], ['agent_turn', 'agent'], ['user_turn', 'step'],
  ['llm_node', 'step'], ['llm_request', 'llm'], ['function_tool', 'tool'],
]);

function fill(draft: SpanDraft, { attributes }: RawSpan): void {
  if (draft.kind === 'tool') {
    draft.toolName ??= textOf(attributes['lk.function_tool.name']);
    draft.toolCallId ??= textOf(attributes['lk.function_tool.id']);
    draft.toolArguments ??= structured(lk(attributes, 'function_tool.arguments'));
    draft.toolResult ??= structured(lk(attributes, 'function_tool.output'));
    if (attributes['lk.function_tool.is_error'] === true) draft.failed = true;
    return;
  }
  const context = lk(attributes, 'chat_ctx');
  draft.inputMessages ??= readContent(draft, structuredObject(context)?.['items'] ?? context, 'user');
  draft.outputMessages ??= readContent(draft, lk(attributes, 'response.text'), 'assistant');
  draft.input ??= structured(lk(attributes, 'user_input'));
}

/** From 1.5 on, what persons said has a prefix of its own. */
function lk(attributes: JsonObject, key: string): JsonValue | undefined {
  return attributes[`lk.${key}`] ?? attributes[`lk.pii.${key}`];
}
