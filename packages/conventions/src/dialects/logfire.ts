import { isJsonObject, type JsonValue, type Message, type RawSpan, type SpanKind } from '@heddle/model';
import { amountOf, countOf } from '../attributes/amount-of.js';
import { firstPresent } from '../attributes/first-present.js';
import { structured, structuredObject } from '../attributes/structured.js';
import { textOf } from '../attributes/text-of.js';
import { contentOfEvents } from '../content-events.js';
import { findMessages, parseMessages } from '../messages/parse-messages.js';
import { readContent } from '../read-content.js';
import { nonEmpty, type SpanDraft } from '../span-draft.js';
import type { Dialect } from './dialect.js';

/** Pydantic AI in all its formats, and Logfire's wrappers around the SDKs of providers. */
export const logfire: Dialect = { kindOf, fill };

function kindOf({ attributes, name }: RawSpan): SpanKind | undefined {
  if (attributes['logfire.span_type'] === 'pending_span') return 'event';
  if (attributes['gen_ai.operation.name'] !== undefined) return undefined;
  if ('pydantic_ai.all_messages' in attributes || 'all_messages_events' in attributes || 'final_result' in attributes) return 'agent';
  if ('tool_arguments' in attributes || name === 'running tool') return 'tool';
  return 'request_data' in attributes && 'gen_ai.request.model' in attributes ? 'llm' : undefined;
}

function fill(draft: SpanDraft, { attributes }: RawSpan): void {
  draft.agentName ??= textOf(attributes['agent_name']);
  draft.model ??= textOf(attributes['model_name']);
  draft.name ??= textOf(attributes['logfire.msg']);
  draft.params ??= structuredObject(attributes['model_request_parameters']) ?? structuredObject(attributes['model_config']);
  draft.reportedCostUsd ??= amountOf(attributes['operation.cost']);
  draft.inputTokens ??= countOf(attributes['gen_ai.aggregated_usage.input_tokens']);
  draft.outputTokens ??= countOf(attributes['gen_ai.aggregated_usage.output_tokens']);
  draft.cacheReadTokens ??= countOf(attributes['gen_ai.aggregated_usage.cache_read.input_tokens']);
  draft.metadata ??= structuredObject(attributes['metadata']);
  if (draft.kind === 'tool') {
    draft.toolArguments ??= structured(attributes['tool_arguments']);
    draft.toolResult ??= structured(attributes['tool_response']);
    return;
  }
  fillEvents(draft, firstPresent(attributes, ['events', 'all_messages_events']));
  fillHistory(draft, attributes['pydantic_ai.all_messages']);
  draft.inputMessages ??= readContent(draft, attributes['request_data'], 'user');
  draft.outputMessages ??= findMessages(attributes['response_data'], 'assistant') ?? spoken(attributes['response_data']);
  draft.output ??= structured(attributes['final_result']);
}

/** Events of the 1.36 conventions as one JSON list; what is no event there is no message. */
function fillEvents(draft: SpanDraft, value: JsonValue | undefined): void {
  const list = value === undefined ? undefined : structured(value);
  if (!Array.isArray(list)) return;
  const events = (list as readonly JsonValue[]).flatMap((item) => (isJsonObject(item) ? [{ name: textOf(item['event.name']) ?? '', fields: item }] : []));
  const content = contentOfEvents(events);
  draft.inputMessages ??= content.inputMessages;
  draft.outputMessages ??= content.outputMessages;
}

/** All messages of an agent's run: the last, if the assistant said it, is the answer. */
function fillHistory(draft: SpanDraft, value: JsonValue | undefined): void {
  if (value === undefined || (draft.inputMessages && draft.outputMessages)) return;
  const all = parseMessages(value, 'user');
  const answered = all.at(-1)?.role === 'assistant';
  draft.inputMessages ??= nonEmpty(answered ? all.slice(0, -1) : all);
  if (answered) draft.outputMessages ??= all.slice(-1);
}

/** `{message: {...}, usage}` of an answer, or its combined text while streaming. */
function spoken(value: JsonValue | undefined): readonly Message[] | undefined {
  const text = textOf(structuredObject(value)?.['combined_chunk_content']);
  return text === undefined ? undefined : [{ role: 'assistant', parts: [{ type: 'text', content: text }] }];
}
