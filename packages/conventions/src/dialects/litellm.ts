import type { RawSpan } from '@heddle/model';
import { structured } from '../attributes/structured.js';
import type { SpanDraft } from '../span-draft.js';
import type { Dialect } from './dialect.js';

/** LiteLLM's inner span, the request as the provider got it. The span above is the model call. */
export const liteLlm: Dialect = {
  kindOf: ({ name }) => (name === 'raw_gen_ai_request' ? 'other' : undefined),
  fill,
};

function fill(draft: SpanDraft, { attributes }: RawSpan): void {
  for (const provider of ['openai', 'anthropic']) {
    draft.input ??= structured(attributes[`llm.${provider}.messages`]);
    draft.output ??= structured(attributes[`llm.${provider}.choices`] ?? attributes[`llm.${provider}.content`]);
  }
}
