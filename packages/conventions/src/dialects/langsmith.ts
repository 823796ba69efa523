import { isJsonObject, type JsonObject, type JsonValue, type RawSpan, type SpanKind } from '@heddle/model';
import { amountOf, countOf } from '../attributes/amount-of.js';
import { metadataOf } from '../attributes/metadata-of.js';
import { structuredObject } from '../attributes/structured.js';
import { textList } from '../attributes/text-list.js';
import { firstText, textOf } from '../attributes/text-of.js';
import { withPrefix } from '../attributes/with-prefix.js';
import { kindOfWord } from '../kind-of-word.js';
import { nonEmpty, type SpanDraft } from '../span-draft.js';
import type { Dialect } from './dialect.js';
import { flattenedGenAi } from './flattened-gen-ai.js';

/** LangSmith's OpenTelemetry mode. Its `session` is a project and no session. */
export const langsmith: Dialect = { kindOf, fill };

/** The operation name calls a retriever `embeddings`: only the kind is to be trusted. */
function kindOf({ attributes }: RawSpan): SpanKind | undefined {
  return kindOfWord(attributes['langsmith.span.kind']);
}

const METADATA = 'langsmith.metadata.';

function fill(draft: SpanDraft, span: RawSpan): void {
  const { attributes } = span;
  draft.sessionId ??= firstText(attributes, [`${METADATA}session_id`, `${METADATA}thread_id`, `${METADATA}conversation_id`]);
  draft.userId ??= firstText(attributes, [`${METADATA}user_id`, `${METADATA}userId`]);
  draft.name ??= textOf(attributes['langsmith.trace.name']);
  draft.model ??= draft.requestModel ?? textOf(attributes[`${METADATA}ls_model_name`]);
  draft.params ??= withNumbers(withPrefix(attributes, `${METADATA}ls_`, (name) => NOT_PARAMS.has(name)));
  draft.tags ??= nonEmpty(textList(attributes['langsmith.span.tags']));
  draft.metadata ??= metadataOf(attributes, ['langsmith.metadata']);
  // `gen_ai.system` says `langchain` here when the provider is not known.
  const provider = textOf(attributes[`${METADATA}ls_provider`]);
  if (provider !== undefined && (draft.provider === undefined || draft.provider === 'langchain')) draft.provider = provider;
  // A run that failed ends with status OK, an exception event and nothing returned.
  if (attributes['gen_ai.completion'] === undefined && span.events.some((event) => event.name === 'exception')) draft.failed = true;
  fillUsage(draft, span);
  if (draft.kind === 'tool') {
    flattenedGenAi.fill(draft, span);
    draft.toolName ??= textOf(attributes['langsmith.trace.name']);
    draft.toolArguments ??= draft.input;
    draft.toolResult ??= draft.output;
  }
}

const NOT_PARAMS: ReadonlySet<string> = new Set(['model_name', 'provider', 'model_type', 'invocation_params']);

/** Metadata is always text here. */
function withNumbers(params: JsonObject | undefined): JsonObject | undefined {
  return params && Object.fromEntries(Object.entries(params).map(([name, value]): [string, JsonValue] => [name, amountOf(value) ?? value]));
}

function fillUsage(draft: SpanDraft, { attributes }: RawSpan): void {
  const usage = structuredObject(attributes['langsmith.usage_metadata']);
  if (!usage) return;
  const input = isJsonObject(usage['input_token_details']) ? usage['input_token_details'] : {};
  const output = isJsonObject(usage['output_token_details']) ? usage['output_token_details'] : {};
  draft.inputTokens ??= countOf(usage['input_tokens']);
  draft.outputTokens ??= countOf(usage['output_tokens']);
  draft.cacheReadTokens ??= countOf(input['cache_read']);
  draft.cacheWriteTokens ??= countOf(input['cache_creation']);
  draft.reasoningTokens ??= countOf(output['reasoning']);
}
