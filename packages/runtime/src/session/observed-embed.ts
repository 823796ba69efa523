import { errorFacts, type Observation } from '@heddle/sdk';
import type { Embed } from '../memory/rank-by-relevance.js';

/** The same function, each use of it an operation below what is given. */
export function observedEmbed(embed: Embed, observation: Observation): Embed {
  return (texts) => observation.observe(
    {
      start: { type: 'operation-start', name: 'embed_texts', kind: 'embedding', attributes: { texts: texts.length } },
      end: (outcome) => ({ type: 'operation-end', name: 'embed_texts', ...(outcome.kind === 'threw' && { error: errorFacts(outcome.error) }), durationMs: outcome.durationMs }),
    },
    () => embed(texts),
  );
}
