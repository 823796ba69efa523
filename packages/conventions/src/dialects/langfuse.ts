import { isJsonObject, type JsonObject, type RawSpan, type SpanKind } from '@heddle/model';
import { amountOf, countOf, firstCount } from '../attributes/amount-of.js';
import { firstPresent } from '../attributes/first-present.js';
import { metadataOf } from '../attributes/metadata-of.js';
import { msUntilIsoTime } from '../attributes/ms-until-iso-time.js';
import { structured, structuredObject } from '../attributes/structured.js';
import { textList } from '../attributes/text-list.js';
import { firstText, textOf } from '../attributes/text-of.js';
import { withPrefix } from '../attributes/with-prefix.js';
import { kindOfWord } from '../kind-of-word.js';
import { readContentOrText } from '../read-content.js';
import { nonEmpty, type SpanDraft } from '../span-draft.js';
import type { Dialect } from './dialect.js';

/** Spans of the Langfuse SDKs. Whoever sets these keys knows the span best: they go before everything else. */
export const langfuse: Dialect = { kindOf, fill };

function kindOf({ attributes }: RawSpan): SpanKind | undefined {
  const kind = kindOfWord(attributes['langfuse.observation.type']);
  if (kind !== undefined) return kind;
  // Python SDK up to 3.3.0 calls generations spans.
  const isGeneration = 'langfuse.observation.model.name' in attributes || 'langfuse.observation.usage_details' in attributes;
  return isGeneration ? 'llm' : undefined;
}

function fill(draft: SpanDraft, span: RawSpan): void {
  const { attributes } = span;
  draft.sessionId ??= firstText(attributes, ['langfuse.session.id']);
  draft.userId ??= firstText(attributes, ['langfuse.user.id']);
  draft.model ??= textOf(attributes['langfuse.observation.model.name']);
  draft.params ??= withPrefix(structuredObject(attributes['langfuse.observation.model.parameters']) ?? {}, '');
  if (span.parentSpanId === undefined) draft.name ??= textOf(attributes['langfuse.trace.name']);
  fillContent(draft, attributes);
  const usage = structuredObject(attributes['langfuse.observation.usage_details']);
  if (usage) fillUsage(draft, usage);
  const cost = structuredObject(attributes['langfuse.observation.cost_details']);
  draft.timeToFirstTokenMs ??= msUntilIsoTime(span.startTime, attributes['langfuse.observation.completion_start_time']);
  if (attributes['langfuse.observation.level'] === 'ERROR') draft.failed = true;
  // A call that failed without usage reports zeros: nobody knows what it cost.
  if (cost && (usage || !draft.failed)) draft.reportedCostUsd ??= amountOf(cost['total']) ?? sumOf(cost, (key) => key !== 'total', amountOf);
  if (draft.kind === 'agent') draft.agentName ??= span.name;
  draft.errorMessage ??= textOf(attributes['langfuse.observation.status_message']);
  draft.tags ??= nonEmpty(textList(firstPresent(attributes, ['langfuse.trace.tags', 'langfuse.tags'])));
  draft.metadata ??= metadataOf(attributes, ['langfuse.observation.metadata', 'langfuse.trace.metadata', 'langfuse.metadata']);
  draft.sessionId ??= textOf(draft.metadata?.['langfuse_session_id']);
}

function fillContent(draft: SpanDraft, attributes: JsonObject): void {
  const input = firstPresent(attributes, ['langfuse.observation.input', 'langfuse.trace.input']);
  const output = firstPresent(attributes, ['langfuse.observation.output', 'langfuse.trace.output']);
  if (draft.kind === 'llm') {
    draft.inputMessages ??= readContentOrText(draft, input, 'user');
    draft.outputMessages ??= readContentOrText(draft, output, 'assistant');
  } else {
    draft.input ??= structured(input);
    draft.output ??= structured(output);
  }
}

/** Buckets are exclusive here: the input is the sum of all that is called input. OpenAI's own words are inclusive, with details below them. */
function fillUsage(draft: SpanDraft, usage: JsonObject): void {
  const cacheRead = firstCount(usage, ['cache_read_input_tokens', 'input_cached_tokens', 'input_cache_read']);
  const cacheWrite = sumOf(usage, (key) => /^(?:input_cache_creation|cache_creation_input)/.test(key), countOf);
  const inclusive = countOf(usage['prompt_tokens']);
  draft.inputTokens ??= inclusive ?? sumOf(usage, (key) => key.includes('input'), countOf);
  draft.outputTokens ??= countOf(usage['completion_tokens']) ?? sumOf(usage, (key) => key.includes('output'), countOf);
  draft.cacheReadTokens ??= cacheRead ?? detail(usage, ['prompt_tokens_details', 'input_tokens_details'], 'cached_tokens');
  draft.cacheWriteTokens ??= cacheWrite;
  draft.reasoningTokens ??= sumOf(usage, (key) => key.startsWith('output_reasoning'), countOf) ?? detail(usage, ['completion_tokens_details', 'output_tokens_details'], 'reasoning_tokens');
  if (inclusive === undefined && (cacheRead ?? 0) + (cacheWrite ?? 0) > 0) draft.usageAdjusted = true;
}

function detail(usage: JsonObject, places: readonly string[], key: string): number | undefined {
  const details = firstPresent(usage, places);
  return isJsonObject(details) ? countOf(details[key]) : undefined;
}

function sumOf(object: JsonObject, counts: (key: string) => boolean, read: typeof amountOf): number | undefined {
  let sum: number | undefined;
  for (const key in object) {
    const amount = counts(key) ? read(object[key]) : undefined;
    if (amount !== undefined) sum = (sum ?? 0) + amount;
  }
  return sum;
}
