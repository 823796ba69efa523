import type { Embed } from './rank-by-relevance.js';

/** Asks for each text only once, as long as it is among the `limit` (default 2,000) used last. */
export function withEmbeddingCache(embed: Embed, limit = 2_000): Embed {
  const known = new Map<string, readonly number[]>();
  return async (texts) => {
    const missing = [...new Set(texts)].filter((text) => !known.has(text));
    const fresh = missing.length > 0 ? await embed(missing) : [];
    if (fresh.length !== missing.length) throw new RangeError(`${fresh.length} vectors came back for ${missing.length} texts.`);
    const vectors = new Map(missing.map((text, index) => [text, fresh[index]!]));
    const answer = texts.map((text) => vectors.get(text) ?? known.get(text)!);
    // A map keeps the order of insertion: what is used again goes to its end, the oldest is at its beginning.
    texts.forEach((text, index) => {
      known.delete(text);
      known.set(text, answer[index]!);
    });
    for (const text of known.keys()) {
      if (known.size <= limit) break;
      known.delete(text);
    }
    return answer;
  };
}
