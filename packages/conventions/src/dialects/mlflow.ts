import type { RawSpan } from '@heddle/model';
import { countOf } from '../attributes/amount-of.js';
import { functionArguments } from '../attributes/function-arguments.js';
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

function fill(draft: SpanDraft, { attributes }: RawSpan): void {
  draft.input ??= structured(attributes['mlflow.spanInputs']);
  draft.output ??= structured(attributes['mlflow.spanOutputs']);
  draft.model ??= textOf(structured(attributes['mlflow.llm.model']));
  draft.provider ??= textOf(structured(attributes['mlflow.llm.provider']));
  draft.sessionId ??= textOf(structured(attributes['mlflow.trace.session']));
  draft.userId ??= textOf(structured(attributes['mlflow.trace.user']));
  const usage = structuredObject(attributes['mlflow.chat.tokenUsage']);
  draft.inputTokens ??= countOf(usage?.['input_tokens']);
  draft.outputTokens ??= countOf(usage?.['output_tokens']);
  if (draft.kind === 'tool') draft.toolArguments ??= functionArguments(draft.input);
}
