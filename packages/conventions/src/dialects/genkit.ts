import { isJsonObject, type JsonObject, type RawSpan } from '@heddle/model';
import { countOf } from '../attributes/amount-of.js';
import { structured, structuredObject } from '../attributes/structured.js';
import { textOf } from '../attributes/text-of.js';
import { kindOfWord } from '../kind-of-word.js';
import { nonEmpty, type SpanDraft } from '../span-draft.js';
import type { Dialect } from './dialect.js';

/** Firebase Genkit. What a call used is part of its output. */
export const genkit: Dialect = {
  kindOf: ({ attributes }) => kindOfWord(attributes['genkit:metadata:subtype']),
  fill,
};

function fill(draft: SpanDraft, { attributes }: RawSpan): void {
  const name = textOf(attributes['genkit:name']);
  draft.name ??= name;
  draft.input ??= structured(attributes['genkit:input']);
  draft.output ??= structured(attributes['genkit:output']);
  if (draft.kind === 'tool') draft.toolName ??= name;
  if (draft.kind !== 'llm' && draft.kind !== 'embedding') return;
  // `googleai/gemini-2.5-flash`
  const slash = name?.indexOf('/') ?? -1;
  if (slash > 0) draft.provider ??= name!.slice(0, slash);
  draft.requestModel ??= name?.slice(slash + 1);
  const config = structuredObject(attributes['genkit:input'])?.['config'];
  if (isJsonObject(config) && Object.keys(config).length > 0) draft.params ??= config;
  const output = structuredObject(attributes['genkit:output']);
  if (!output) return;
  const reason = textOf(output['finishReason']);
  draft.finishReasons ??= nonEmpty(reason === undefined ? [] : [reason]);
  if (isJsonObject(output['usage'])) fillUsage(draft, output['usage']);
}

function fillUsage(draft: SpanDraft, usage: JsonObject): void {
  const answer = countOf(usage['outputTokens']);
  const thoughts = countOf(usage['thoughtsTokens']);
  draft.inputTokens ??= countOf(usage['inputTokens']);
  draft.outputTokens ??= answer === undefined ? thoughts : answer + (thoughts ?? 0);
  draft.cacheReadTokens ??= countOf(usage['cachedContentTokens']);
  draft.reasoningTokens ??= thoughts;
}
