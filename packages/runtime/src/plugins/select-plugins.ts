import { rankByRelevance, type Embed, type Ranking } from '../memory/rank-by-relevance.js';

export interface SelectPluginsOptions {
  /** Most plugins to give. */
  readonly limit: number;
  /** Default: words are compared. */
  readonly embed?: Embed;
  /** Names that are always among them: what earlier code of the session used. They count towards the limit. */
  readonly keep?: readonly string[];
}

export interface PluginSelection<P> {
  /** In the order they were given, so that a prompt changes as little as possible. */
  readonly plugins: readonly P[];
  readonly by: 'all' | Ranking['by'];
  /** Why not by embedding, when an embedding was asked for. */
  readonly problem?: string;
}

/**
 * The plugins that have most to do with a request; all of them when there are no more than the limit. Where fewer fit,
 * the first of the others fill it up: a request in another language than the descriptions must not leave code with nothing.
 */
export async function selectPlugins<P extends { readonly name: string; readonly description: string }>(
  query: string,
  plugins: readonly P[],
  { limit, embed, keep = [] }: SelectPluginsOptions,
): Promise<PluginSelection<P>> {
  if (plugins.length <= limit) return { plugins, by: 'all' };
  const { hits, by, problem } = await rankByRelevance(query, plugins.map(({ name, description }) => ({ title: name, text: description })), embed);
  const chosen = new Set(plugins.flatMap(({ name }, index) => (keep.includes(name) ? [index] : [])));
  for (const index of [...hits.map((hit) => hit.index), ...plugins.keys()]) {
    if (chosen.size >= limit) break;
    chosen.add(index);
  }
  return { plugins: plugins.filter((_, index) => chosen.has(index)), by, ...(problem !== undefined && { problem }) };
}
