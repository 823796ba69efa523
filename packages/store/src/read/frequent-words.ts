import { contentsThatSay, referencesIn } from './contents.js';
import type { Sources } from './sources.js';
import { candidates } from './span-candidates.js';
import type { Candidate, Look } from './span-candidates.js';
import type { SpanFilter } from './span-filter.js';
import { tokensCondition } from './words-condition.js';

/** Spans looked at for each that is asked for. */
const LOOKED_AT = 4;
/** Most long texts of them. */
const MAX_TEXTS = 10_000;

/**
 * Candidates of a filter by words that very many long texts have: the newest spans are read, and their texts asked for the words.
 * To find all texts with the words first, as is best for fewer, takes longer than all else.
 *
 * @returns `undefined` when the newest spans are not enough, and for any other filter
 */
export async function newestThatSay(sources: Sources, project: string, filter: SpanFilter, look: Look): Promise<readonly Candidate[] | undefined> {
  if (!filter.frequent || filter.resolved.length > 0) return undefined;
  const { words, besides } = filter.frequent;
  // Where the index does not stand behind it, letters are not made small.
  const short = tokensCondition('lower(search_text)', words);
  const size = look.size * LOOKED_AT;
  const newest = await candidates<Candidate & { readonly says: number }>(
    sources, project, { conditions: besides, resolved: [], parameters: { ...filter.parameters, ...short.parameters } }, { ...look, size },
    [`${short.condition} AS says`],
  );
  const texts = new Map(newest.map((row) => [row, row.says ? new Set<string>() : referencesIn([row.raw])]));
  const hashes = [...new Set([...texts.values()].flatMap((found) => [...found]))];
  if (hashes.length > MAX_TEXTS) return undefined;
  const saying = await contentsThatSay(sources.database, project, words, hashes);
  const found = newest.filter((row) => row.says || [...texts.get(row)!].some((sha256) => saying.has(sha256)));
  if (found.length < look.size && newest.length === size) return undefined;
  return found.slice(0, look.size);
}
