import type { RawSpan } from '@heddle/model';
import { metadataOf } from '../attributes/metadata-of.js';
import { structured } from '../attributes/structured.js';
import { textList } from '../attributes/text-list.js';
import { textOf } from '../attributes/text-of.js';
import { kindOfWord } from '../kind-of-word.js';
import { nonEmpty, type SpanDraft } from '../span-draft.js';
import type { Dialect } from './dialect.js';

/** Laminar. */
export const lmnr: Dialect = {
  kindOf: ({ attributes }) => kindOfWord(attributes['lmnr.span.type']),
  fill,
};

const PROPERTIES = 'lmnr.association.properties.';

function fill(draft: SpanDraft, { attributes }: RawSpan): void {
  draft.sessionId ??= textOf(attributes[`${PROPERTIES}session_id`]);
  draft.userId ??= textOf(attributes[`${PROPERTIES}user_id`]);
  draft.tags ??= nonEmpty(textList(attributes[`${PROPERTIES}tags`]));
  draft.metadata ??= metadataOf(attributes, [`${PROPERTIES}metadata`]);
  draft.input ??= structured(attributes['lmnr.span.input']);
  draft.output ??= structured(attributes['lmnr.span.output']);
}
