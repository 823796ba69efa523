import type { RawSpan } from '@heddle/model';
import { structured } from '../attributes/structured.js';
import { textOf } from '../attributes/text-of.js';
import type { SpanDraft } from '../span-draft.js';
import type { Dialect } from './dialect.js';
import { flattenedAnswer } from './flattened-gen-ai.js';

/** LiteLLM: the call in GenAI's words, and below it the request as the provider got it, which is no call of its own. */
export const liteLlm: Dialect = {
  kindOf: ({ name }) => (name === 'raw_gen_ai_request' ? 'other' : undefined),
  fill,
};

function fill(draft: SpanDraft, { attributes }: RawSpan): void {
  draft.userId ??= textOf(attributes['llm.user']);
  // A reply that only calls tools has no parts in `gen_ai.output.messages`: its calls are in the older, flattened keys.
  if (draft.outputMessages?.every((message) => message.parts.length === 0)) draft.outputMessages = flattenedAnswer(attributes) ?? draft.outputMessages;
  for (const provider of ['openai', 'anthropic']) {
    draft.input ??= structured(attributes[`llm.${provider}.messages`]);
    draft.output ??= structured(attributes[`llm.${provider}.choices`] ?? attributes[`llm.${provider}.content`]);
  }
}
