import { isJsonObject, type JsonObject, type JsonValue, type RawSpan, type SpanKind } from '@heddle/model';
import { countOf } from '../attributes/amount-of.js';
import { structured, structuredObject } from '../attributes/structured.js';
import { textOf } from '../attributes/text-of.js';
import { parseMessages } from '../messages/parse-messages.js';
import { readContent } from '../read-content.js';
import { nonEmpty, type SpanDraft } from '../span-draft.js';
import type { Dialect } from './dialect.js';

/**
 * The OpenAI Agents SDK as Logfire bridges it. Its keys have no namespace: they mean this under its scope only. The
 * span's name is a template of what it is. Its `events` and `request_data` hold the answer among the request, so the
 * plain keys are read before Logfire's.
 */
export const logfireOpenAiAgents: Dialect = { kindOf, fill };

export const LOGFIRE_OPENAI_AGENTS_SCOPE = 'logfire.openai_agents';

const KINDS: readonly (readonly [beginning: string, kind: SpanKind])[] = [
  ['OpenAI Agents trace', 'workflow'], ['Task', 'chain'], ['Agent run', 'agent'], ['Turn', 'step'], ['Function', 'tool'],
  ['Responses API', 'llm'], ['Chat completion', 'llm'], ['Guardrail', 'guardrail'], ['Handoff', 'event'],
];

function kindOf({ name }: RawSpan): SpanKind | undefined {
  return KINDS.find(([beginning]) => name.startsWith(beginning))?.[1];
}

function fill(draft: SpanDraft, span: RawSpan): void {
  const attributes = withoutNulls(span.attributes);
  draft.sessionId ??= textOf(attributes['group_id']);
  draft.userId ??= textOf(structuredObject(attributes['metadata'])?.['user_id']);
  draft.errorMessage ??= errorMessage(structuredObject(attributes['error']));
  if (draft.kind === 'agent') draft.agentName ??= textOf(attributes['name']);
  if (draft.kind === 'tool') {
    draft.toolName ??= textOf(attributes['name']);
    draft.toolArguments ??= structured(attributes['input']);
    draft.toolResult ??= structured(attributes['output']);
  }
  if (draft.kind === 'llm') fillModelCall(draft, attributes);
}

/** What is not set is sent as the text `null`: read as a session, it would join all runs that have none. */
function withoutNulls(attributes: JsonObject): JsonObject {
  return Object.fromEntries(Object.entries(attributes).filter(([, value]) => value !== 'null'));
}

function errorMessage(error: JsonObject | undefined): string | undefined {
  const data = error?.['data'];
  return (isJsonObject(data) ? textOf(data['error']) : undefined) ?? textOf(error?.['message']);
}

function fillModelCall(draft: SpanDraft, attributes: JsonObject): void {
  const response = structuredObject(attributes['response']);
  draft.systemText ??= textOf(response?.['instructions']);
  draft.inputMessages ??= readContent(draft, attributes['raw_input'] ?? attributes['input'], 'user');
  draft.outputMessages ??= nonEmpty(parseMessages(response?.['output'] ?? attributes['output'], 'assistant'));
  draft.params ??= settings(structuredObject(attributes['model_settings'] ?? attributes['model_config']));
  const usage = structuredObject(attributes['usage']);
  const input = usage?.['input_tokens_details'];
  const output = usage?.['output_tokens_details'];
  if (isJsonObject(input)) {
    draft.cacheReadTokens ??= countOf(input['cached_tokens']);
    draft.cacheWriteTokens ??= countOf(input['cache_write_tokens']);
  }
  if (isJsonObject(output)) draft.reasoningTokens ??= countOf(output['reasoning_tokens']);
}

/** Every setting is sent, most as null. */
function settings(sent: JsonObject | undefined): JsonObject | undefined {
  const set: [string, JsonValue][] = Object.entries(sent ?? {}).filter(([, value]) => value !== null);
  return set.length === 0 ? undefined : Object.fromEntries(set);
}
