import type { JsonValue, RawSpan, SpanKind } from '@heddle/model';
import { firstAmount } from '../attributes/amount-of.js';
import { firstPresent } from '../attributes/first-present.js';
import { structured } from '../attributes/structured.js';
import { firstText, textOf } from '../attributes/text-of.js';
import { findMessages } from '../messages/parse-messages.js';
import type { SpanDraft } from '../span-draft.js';
import type { Dialect } from './dialect.js';

/** TaskWeaver's own tracing. Its keys have no namespace: they mean this under its scope only. */
export const taskWeaver: Dialect = { kindOf, fill };

export const TASKWEAVER_SCOPE = 'taskweaver.module.tracing';

function kindOf({ name }: RawSpan): SpanKind | undefined {
  if (name === 'Session.send_message') return 'round';
  if (name === 'Session._send_text_message') return 'step';
  if (name === '_send_message') return 'event';
  if (name.endsWith('.reply')) return 'agent';
  if (name === 'CodeExecutor.execute_code') return 'code';
  if (name.endsWith('.verify_code')) return 'guardrail';
  return /^RoundCompressor\.|[Ee]xperience/.test(name) ? 'memory' : undefined;
}

function fill(draft: SpanDraft, { attributes, name, statusCode }: RawSpan): void {
  draft.sessionId ??= textOf(attributes['session_id']);
  if (draft.kind === 'agent') {
    draft.agentName ??= name.replace(/\.reply$/, '');
    draft.inputMessages ??= findMessages(attributes['prompt'], 'user');
  }
  if (draft.kind === 'code') {
    draft.code = {
      source: textOf(attributes['code']) ?? '',
      language: 'python',
      output: firstText(attributes, ['result', 'code_output']) ?? '',
      status: statusCode === 2 ? 'error' : 'ok',
    };
  }
  draft.input ??= structured(firstPresent(attributes, ['message', 'in.message', 'user_query', 'query', 'code']));
  draft.output ??= structured(firstPresent(attributes, ['reply_to_user', 'out.message', 'result', 'chat_summary', 'summary', 'code_output']));
  draft.metadata ??= estimates(attributes);
}

/** Sizes by a tokenizer of TaskWeaver's own: no usage, and never added to any. */
function estimates(attributes: RawSpan['attributes']): Record<string, JsonValue> | undefined {
  const found: Record<string, JsonValue> = {};
  for (const key of ['prompt_size', 'output_size', 'round_id', 'round_index']) {
    const value = firstAmount(attributes, [key]) ?? textOf(attributes[key]);
    if (value !== undefined) found[key] = value;
  }
  return Object.keys(found).length === 0 ? undefined : found;
}
