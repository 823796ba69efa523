import type { RawSpan } from '@heddle/model';
import { structured } from '../attributes/structured.js';
import { textOf } from '../attributes/text-of.js';
import { kindOfWord } from '../kind-of-word.js';
import type { SpanDraft } from '../span-draft.js';
import type { Dialect } from './dialect.js';

/** Firebase Genkit. */
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
  if (draft.kind === 'llm') draft.requestModel ??= name?.split('/').at(-1);
}
