import type { JsonObject, RawSpan } from '@heddle/model';
import { functionArguments } from '../attributes/function-arguments.js';
import { langChainArguments, langChainContent } from '../attributes/lang-chain.js';
import { metadataOf } from '../attributes/metadata-of.js';
import { structured } from '../attributes/structured.js';
import { textList } from '../attributes/text-list.js';
import { firstText, textOf } from '../attributes/text-of.js';
import { kindOfWord } from '../kind-of-word.js';
import { nonEmpty, type SpanDraft } from '../span-draft.js';
import type { Dialect } from './dialect.js';

/** OpenLLMetry, by Traceloop. */
export const traceloop: Dialect = {
  kindOf: ({ attributes }) => kindOfWord(attributes['traceloop.span.kind']),
  fill,
};

const PROPERTIES = 'traceloop.association.properties.';
const PARAMS = ['top_k', 'frequency_penalty', 'presence_penalty', 'chat.stop_sequences'];

function fill(draft: SpanDraft, { attributes }: RawSpan): void {
  draft.sessionId ??= firstText(attributes, [`${PROPERTIES}session_id`, `${PROPERTIES}conversation_id`, `${PROPERTIES}thread_id`]);
  draft.userId ??= firstText(attributes, [`${PROPERTIES}user_id`, `${PROPERTIES}userId`]);
  draft.tags ??= nonEmpty(textList(attributes[`${PROPERTIES}tags`]));
  draft.metadata ??= metadataOf(attributes, ['traceloop.association.properties']);
  const entity = textOf(attributes['traceloop.entity.name']);
  draft.name ??= entity;
  if (draft.kind === 'agent') draft.agentName ??= entity;
  draft.input ??= structured(attributes['traceloop.entity.input']);
  draft.output ??= structured(attributes['traceloop.entity.output']);
  if (draft.kind === 'tool') {
    draft.toolName ??= entity;
    draft.toolArguments = langChainArguments(draft.toolArguments ?? functionArguments(draft.input));
    draft.toolResult = langChainContent(draft.toolResult ?? draft.output);
  }
  draft.params = withOlderParams(draft.params, attributes);
}

/** Parameters that GenAI had no name for yet. */
function withOlderParams(params: JsonObject | undefined, attributes: JsonObject): JsonObject | undefined {
  let all = params;
  for (const name of PARAMS) {
    const value = attributes[`llm.${name}`];
    if (value !== undefined) all = { [name]: value, ...all };
  }
  return all;
}
