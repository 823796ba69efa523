import { isJsonObject, type JsonObject, type JsonValue, type Message, type RawSpan, type SpanKind } from '@heddle/model';
import { amountOf, countOf, firstCount } from '../attributes/amount-of.js';
import { expand, itemsOf } from '../attributes/expand.js';
import { functionArguments } from '../attributes/function-arguments.js';
import { isForbiddenKey } from '../attributes/safe-json.js';
import { langChainContent } from '../attributes/lang-chain.js';
import { structured, structuredObject } from '../attributes/structured.js';
import { textList } from '../attributes/text-list.js';
import { firstText, textOf } from '../attributes/text-of.js';
import { kindOfWord } from '../kind-of-word.js';
import { parseMessage } from '../messages/parse-message.js';
import { nonEmpty, type SpanDraft } from '../span-draft.js';
import type { Dialect } from './dialect.js';

/** OpenInference: Phoenix's instrumentations of LangChain, LlamaIndex, smolagents, the OpenAI Agents SDK and others. */
export const openInference: Dialect = { kindOf, fill };

function kindOf(span: RawSpan): SpanKind | undefined {
  const kind = kindOfWord(span.attributes['openinference.span.kind']);
  return kind === 'chain' && /^(?:Step \d+|turn)$/.test(span.name) ? 'step' : kind;
}

function fill(draft: SpanDraft, span: RawSpan): void {
  const { attributes } = span;
  const metadata = 'metadata' in attributes ? structuredObject(attributes['metadata']) : undefined;
  draft.metadata ??= metadata;
  if (metadata) {
    draft.sessionId ??= firstText(metadata, ['session_id', 'thread_id', 'conversation_id']);
    draft.userId ??= textOf(metadata['user_id']);
  }
  draft.agentName ??= textOf(attributes['agent.name'])
    ?? (draft.kind === 'agent' ? firstText(attributes, ['graph.node.name', 'graph.node.id']) : undefined);
  draft.tags ??= nonEmpty(textList(attributes['tag.tags']));
  fillModel(draft, attributes);
  draft.provider ??= firstText(attributes, ['llm.provider', 'llm.system']) ?? textOf(metadata?.['ls_provider']);
  fillUsage(draft, attributes);
  draft.finishReasons ??= nonEmpty(textList(attributes['llm.finish_reason']));
  fillContent(draft, attributes);
  if (draft.kind === 'tool' || draft.kind === 'code') fillTool(draft, attributes);
}

function fillModel(draft: SpanDraft, attributes: JsonObject): void {
  const parameters = structuredObject(attributes['llm.invocation_parameters']) ?? structuredObject(attributes['embedding.invocation_parameters']);
  draft.requestModel ??= textOf(attributes['llm.request.model_name']) ?? textOf(parameters?.['model']);
  draft.model ??= firstText(attributes, [
    'llm.response.model_name', 'llm.response.model', 'llm.model_name', 'embedding.model_name', 'reranker.model_name',
  ]);
  if (parameters && draft.params === undefined) {
    const kept = Object.entries(parameters).filter(([name]) => !NOT_PARAMS.has(name) && !isForbiddenKey(name));
    draft.params = kept.length === 0 ? undefined : Object.fromEntries(kept);
  }
}

/** The bridge of the OpenAI Agents SDK sends the whole response as parameters. */
const NOT_PARAMS: ReadonlySet<string> = new Set([
  'model', 'messages', 'tools', 'input', 'contents', 'id', 'created_at', 'object', 'instructions', 'metadata', 'output', 'usage', 'status',
]);

function fillUsage(draft: SpanDraft, attributes: JsonObject): void {
  draft.inputTokens ??= countOf(attributes['llm.token_count.prompt']);
  draft.outputTokens ??= countOf(attributes['llm.token_count.completion']);
  draft.cacheReadTokens ??= firstCount(attributes, ['llm.token_count.prompt_details.cache_read', 'llm.token_count.prompt_details.cache_input']);
  draft.cacheWriteTokens ??= countOf(attributes['llm.token_count.prompt_details.cache_write']);
  draft.reasoningTokens ??= countOf(attributes['llm.token_count.completion_details.reasoning']);
  const parts = [amountOf(attributes['llm.cost.prompt']), amountOf(attributes['llm.cost.completion'])];
  draft.reportedCostUsd ??= amountOf(attributes['llm.cost.total'])
    ?? (parts.some((part) => part !== undefined) ? (parts[0] ?? 0) + (parts[1] ?? 0) : undefined);
}

function fillContent(draft: SpanDraft, attributes: JsonObject): void {
  draft.inputMessages ??= messagesBelow(attributes, 'llm.input_messages.', 'user') ?? textsBelow(attributes, 'llm.prompts.', 'prompt', 'user');
  draft.outputMessages ??= messagesBelow(attributes, 'llm.output_messages.', 'assistant')
    ?? textsBelow(attributes, 'llm.choices.', 'completion', 'assistant');
  // A model call's generic input is the whole request over again: read only where the messages are missing.
  if (draft.kind !== 'llm' || draft.inputMessages === undefined) draft.input ??= structured(attributes['input.value'] ?? attributes['input']);
  if (draft.kind !== 'llm' || draft.outputMessages === undefined) draft.output ??= structured(attributes['output.value'] ?? attributes['output']);
  if (draft.kind === 'retrieval') draft.output ??= documents(attributes, 'retrieval.documents.');
  if (draft.kind === 'rerank') draft.output ??= documents(attributes, 'reranker.output_documents.');
}

function messagesBelow(attributes: JsonObject, prefix: string, role: string): readonly Message[] | undefined {
  const items = itemsOf(expand(attributes, prefix));
  return nonEmpty(items.flatMap((item) => (isJsonObject(item) ? (parseMessage(plainMessage(item), role) ?? []) : [])));
}

/** An expanded message in the plain spelling: the wrappers `message`, `message_content` and `tool_call` taken off. */
function plainMessage(item: JsonObject): JsonValue {
  const message = isJsonObject(item['message']) ? item['message'] : item;
  const contents = itemsOf(message['contents']).map((content) => {
    if (!isJsonObject(content)) return content;
    const inner = isJsonObject(content['message_content']) ? content['message_content'] : content;
    return isJsonObject(inner['tool_call']) ? { ...inner['tool_call'], type: 'tool_use' } : inner;
  });
  const calls = itemsOf(message['tool_calls']);
  const legacyName = message['function_call_name'];
  return {
    ...(typeof message['role'] === 'string' && { role: message['role'] }),
    ...(typeof message['name'] === 'string' && { name: message['name'] }),
    ...(typeof message['tool_call_id'] === 'string' && { tool_call_id: message['tool_call_id'] }),
    content: contents.length > 0 ? contents : (message['content'] ?? ''),
    ...(calls.length > 0 && !contents.some((part) => isJsonObject(part) && part['type'] === 'tool_use') && { tool_calls: calls }),
    ...(typeof legacyName === 'string' && { function_call: { name: legacyName, arguments: message['function_call_arguments_json'] ?? null } }),
  };
}

/** Completions: `llm.prompts.0.prompt.text`. */
function textsBelow(attributes: JsonObject, prefix: string, wrapper: string, role: string): readonly Message[] | undefined {
  const items = itemsOf(expand(attributes, prefix));
  return nonEmpty(items.flatMap((item) => {
    const inner = isJsonObject(item) ? item[wrapper] : undefined;
    const text = isJsonObject(inner) ? textOf(inner['text']) : undefined;
    return text === undefined ? [] : [{ role, parts: [{ type: 'text' as const, content: text }] }];
  }));
}

function documents(attributes: JsonObject, prefix: string): JsonValue | undefined {
  const items = itemsOf(expand(attributes, prefix));
  return items.length === 0 ? undefined : items.map((item) => (isJsonObject(item) && isJsonObject(item['document']) ? item['document'] : item));
}

function fillTool(draft: SpanDraft, attributes: JsonObject): void {
  draft.toolName ??= textOf(attributes['tool.name']);
  draft.toolCallId ??= firstText(attributes, ['tool.id', 'tool_call.id']);
  draft.toolArguments ??= functionArguments(draft.input);
  draft.toolResult ??= langChainContent(draft.output);
}
