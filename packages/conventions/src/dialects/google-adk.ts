import { isJsonObject, type JsonValue, type RawSpan, type SpanKind } from '@heddle/model';
import { countOf } from '../attributes/amount-of.js';
import { structured, structuredObject } from '../attributes/structured.js';
import { textList } from '../attributes/text-list.js';
import { textOf } from '../attributes/text-of.js';
import { instructionsText } from '../messages/instructions-text.js';
import { parseMessages } from '../messages/parse-messages.js';
import { nonEmpty, type SpanDraft } from '../span-draft.js';
import type { Dialect } from './dialect.js';

/** Google's Agent Development Kit. Its facts are in the JSON of the request and the answer; `{}` stands for nothing. */
export const googleAdk: Dialect = { kindOf, fill };

const PREFIX = 'gcp.vertex.agent.';

function kindOf({ name, attributes }: RawSpan): SpanKind | undefined {
  // It stands for calls made at the same time, each of which has a span of its own.
  if (name.startsWith('execute_tool (merged')) return 'chain';
  if (name === 'call_llm' || name === 'generate_content') return 'llm';
  return attributes['gen_ai.operation.name'] === undefined && name.startsWith('execute_tool') ? 'tool' : undefined;
}

function fill(draft: SpanDraft, { attributes }: RawSpan): void {
  draft.sessionId ??= textOf(attributes[`${PREFIX}session_id`]);
  if (draft.kind === 'tool' || draft.kind === 'code') {
    draft.toolArguments ??= something(attributes[`${PREFIX}tool_call_args`]);
    draft.toolResult ??= something(attributes[`${PREFIX}tool_response`]);
    return;
  }
  const request = structuredObject(attributes[`${PREFIX}llm_request`]);
  if (request) {
    draft.requestModel ??= textOf(request['model']);
    draft.inputMessages ??= nonEmpty(parseMessages(request['contents'], 'user'));
    const config = request['config'];
    if (isJsonObject(config)) draft.systemText ??= instructionsText(config['system_instruction']);
  }
  const response = structuredObject(attributes[`${PREFIX}llm_response`]);
  if (!response) return;
  draft.model ??= textOf(response['model_version']);
  draft.outputMessages ??= nonEmpty(parseMessages(response['content'], 'assistant'));
  draft.finishReasons ??= nonEmpty(textList(response['finish_reason']));
  const usage = response['usage_metadata'];
  if (!isJsonObject(usage)) return;
  const thoughts = countOf(usage['thoughts_token_count']);
  const candidates = countOf(usage['candidates_token_count']);
  draft.inputTokens ??= countOf(usage['prompt_token_count']);
  // Gemini counts thoughts apart. Version 1 gives the answer alone as the output.
  if (draft.outputTokens === candidates) draft.outputTokens = undefined;
  draft.outputTokens ??= candidates === undefined ? thoughts : candidates + (thoughts ?? 0);
  draft.cacheReadTokens ??= countOf(usage['cached_content_token_count']);
  draft.reasoningTokens ??= thoughts;
}

function something(value: JsonValue | undefined): JsonValue | undefined {
  const read = structured(value);
  return isJsonObject(read) && Object.keys(read).length === 0 ? undefined : read;
}
