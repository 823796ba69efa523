import type { JsonObject, RawSpan } from '@heddle/model';
import { amountOf, countOf, firstCount } from '../attributes/amount-of.js';
import { functionArguments } from '../attributes/function-arguments.js';
import { metadataOf } from '../attributes/metadata-of.js';
import { structured, structuredObject } from '../attributes/structured.js';
import { textOf } from '../attributes/text-of.js';
import { kindOfWord } from '../kind-of-word.js';
import type { SpanDraft } from '../span-draft.js';
import type { Dialect } from './dialect.js';

/** MLflow tracing. Every value is JSON text, words included. */
export const mlflow: Dialect = {
  kindOf: ({ attributes }) => kindOfWord(structured(attributes['mlflow.spanType'])),
  fill,
};

function fill(draft: SpanDraft, { attributes, name }: RawSpan): void {
  draft.input ??= structured(attributes['mlflow.spanInputs']);
  draft.output ??= structured(attributes['mlflow.spanOutputs']);
  draft.model ??= textOf(structured(attributes['mlflow.llm.model']));
  draft.provider ??= textOf(structured(attributes['mlflow.llm.provider'])) ?? textOf(structured(attributes['mlflow.message.format']));
  if (draft.kind === 'agent') draft.agentName ??= name;
  if (draft.kind === 'llm') fillRequest(draft, structuredObject(attributes['mlflow.spanInputs']));
  draft.metadata ??= metadataOf(attributes, ['mlflow.traceTag']);
  draft.sessionId ??= textOf(structured(attributes['mlflow.trace.session']));
  draft.userId ??= textOf(structured(attributes['mlflow.trace.user']));
  const usage = structuredObject(attributes['mlflow.chat.tokenUsage']);
  draft.inputTokens ??= countOf(usage?.['input_tokens']);
  draft.outputTokens ??= countOf(usage?.['output_tokens']);
  draft.cacheReadTokens ??= usage && firstCount(usage, ['cache_read_input_tokens', 'cache_read_tokens']);
  draft.cacheWriteTokens ??= usage && firstCount(usage, ['cache_creation_input_tokens', 'cache_write_tokens']);
  draft.reportedCostUsd ??= amountOf(structuredObject(attributes['mlflow.llm.cost'])?.['total_cost']);
  if (draft.kind === 'tool') draft.toolArguments ??= functionArguments(draft.input);
}

/** The inputs of a model call are the whole request. */
function fillRequest(draft: SpanDraft, request: JsonObject | undefined): void {
  if (!request) return;
  draft.requestModel ??= textOf(request['model']);
  const params = Object.entries(request).filter(([key, value]) => !NOT_PARAMS.has(key) && value !== null);
  if (params.length > 0) draft.params ??= Object.fromEntries(params);
}

const NOT_PARAMS: ReadonlySet<string> = new Set(['model', 'messages', 'tools', 'input', 'prompt', 'contents', 'system', 'instructions']);
