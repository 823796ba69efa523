import { isJsonObject, type JsonObject, type JsonValue, type Message, type RawSpan } from '@heddle/model';
import { expand, itemsOf } from '../attributes/expand.js';
import { parseJson, structured } from '../attributes/structured.js';
import { isPart } from '../messages/parse-part.js';
import { parseMessage } from '../messages/parse-message.js';
import { messagesOrText } from '../read-content.js';
import { nonEmpty, type SpanDraft } from '../span-draft.js';
import type { Dialect } from './dialect.js';

/**
 * Content before GenAI had a place for it: `gen_ai.prompt.0.role` and so on (OpenLLMetry, AgentOps), or the whole request
 * and answer as JSON in `gen_ai.prompt` and `gen_ai.completion` (LangSmith, OpenLIT).
 */
export const flattenedGenAi: Dialect = { kindOf: () => undefined, fill };

function fill(draft: SpanDraft, { attributes }: RawSpan): void {
  draft.inputMessages ??= messagesBelow(attributes, 'gen_ai.prompt.', 'user');
  draft.outputMessages ??= flattenedAnswer(attributes);
  const prompt = attributes['gen_ai.prompt'];
  const completion = attributes['gen_ai.completion'];
  if (prompt !== undefined) {
    if (draft.kind === 'llm') draft.inputMessages ??= messagesOrText(prompt, 'user');
    else draft.input ??= structured(prompt);
  }
  if (completion !== undefined) {
    if (draft.kind === 'llm') draft.outputMessages ??= messagesOrText(completion, 'assistant');
    else draft.output ??= structured(completion);
  }
}

/** What `gen_ai.completion.0.role` and so on say; `undefined` when there is none of it. */
export function flattenedAnswer(attributes: JsonObject): readonly Message[] | undefined {
  return messagesBelow(attributes, 'gen_ai.completion.', 'assistant');
}

function messagesBelow(attributes: JsonObject, prefix: string, role: string): readonly Message[] | undefined {
  const items = itemsOf(expand(attributes, prefix));
  return nonEmpty(items.flatMap((item) => (isJsonObject(item) ? (parseMessage(withParts(item), role) ?? []) : [])));
}

/**
 * A message whose content is a list of parts as JSON text, as OpenLLMetry writes it. Other JSON text is what was said.
 * A reply that only calls tools may have a role and nothing else: its calls are spans of their own in AgentOps.
 */
function withParts(item: JsonObject): JsonObject {
  if (Object.keys(item).every((key) => key === 'role' || key === 'finish_reason')) return { ...item, content: '' };
  const content = item['content'];
  if (typeof content !== 'string' || !content.startsWith('[')) return item;
  const parts = parseJson(content);
  const areParts = Array.isArray(parts) && parts.length > 0 && parts.every((part: JsonValue) => isJsonObject(part) && isPart(part));
  return areParts ? { ...item, content: parts } : item;
}
