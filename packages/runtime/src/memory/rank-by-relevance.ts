import MiniSearch from 'minisearch';

/** Gives a vector for each text, in their order. */
export type Embed = (texts: readonly string[]) => Promise<readonly (readonly number[])[]>;

/** What is looked at when texts are ranked: the title counts more. */
export interface RankedText {
  readonly title: string;
  readonly text: string;
}

export interface Ranking {
  /** Best first, by their index. Texts that have nothing to do with the query are left out. */
  readonly hits: readonly { readonly index: number; readonly score: number }[];
  /** How they were compared. */
  readonly by: 'embedding' | 'text';
  /** Why not by embedding, when an embedding was asked for. */
  readonly problem?: string;
}

/**
 * Ranks texts by how much they have to do with a query: by the angle between embeddings, or, without them and when they
 * fail, by the words they share (BM25, with prefixes and small misspellings). Ties keep the given order.
 */
export async function rankByRelevance(query: string, texts: readonly RankedText[], embed?: Embed): Promise<Ranking> {
  if (!embed || texts.length === 0) return { hits: rankByText(query, texts), by: 'text' };
  try {
    return { hits: await rankByEmbedding(query, texts, embed), by: 'embedding' };
  } catch (thrown) {
    const problem = thrown instanceof Error ? thrown.message : String(thrown);
    return { hits: rankByText(query, texts), by: 'text', problem: `Texts were compared by their words, since embedding them failed: ${problem}` };
  }
}

async function rankByEmbedding(query: string, texts: readonly RankedText[], embed: Embed): Promise<Ranking['hits']> {
  const vectors = await embed([query, ...texts.map(({ title, text }) => `${title}: ${text}`)]);
  if (vectors.length !== texts.length + 1) throw new RangeError(`${vectors.length} vectors came back for ${texts.length + 1} texts.`);
  return inOrder(texts.map((_, index) => ({ index, score: cosine(vectors[0]!, vectors[index + 1]!) })));
}

function cosine(a: readonly number[], b: readonly number[]): number {
  if (a.length !== b.length || a.length === 0) throw new RangeError(`Vectors of ${a.length} and ${b.length} numbers cannot be compared.`);
  let product = 0;
  let squareA = 0;
  let squareB = 0;
  for (let index = 0; index < a.length; index++) {
    product += a[index]! * b[index]!;
    squareA += a[index]! * a[index]!;
    squareB += b[index]! * b[index]!;
  }
  const length = Math.sqrt(squareA * squareB);
  return length === 0 ? 0 : product / length;
}

const MAX_QUERY = 4_000;

function rankByText(query: string, texts: readonly RankedText[]): Ranking['hits'] {
  const search = new MiniSearch<RankedText & { readonly id: number }>({ fields: ['title', 'text'], tokenize: words });
  search.addAll(texts.map(({ title, text }, id) => ({ id, title, text })));
  const results = search.search(query.slice(0, MAX_QUERY), {
    boost: { title: 2 },
    prefix: (term) => term.length > 3,
    fuzzy: (term) => (term.length > 5 ? 0.15 : false),
  });
  return inOrder(results.map(({ id, score }) => ({ index: Number(id), score })));
}

/** Words of prose and of code alike: `loadSales_byYear` has four. */
function words(text: string): string[] {
  return text.replace(/(\p{Ll})(\p{Lu})/gu, '$1 $2').split(/[^\p{L}\p{N}]+/u).filter((word) => word !== '' && !FILLERS.has(word.toLowerCase()));
}

const FILLERS: ReadonlySet<string> = new Set(['a', 'an', 'and', 'any', 'are', 'as', 'at', 'be', 'by', 'can', 'do', 'does', 'for', 'from', 'has', 'have', 'how', 'i',
  'if', 'in', 'is', 'it', 'many', 'me', 'much', 'my', 'of', 'on', 'or', 'per', 'please', 'that', 'the', 'there', 'this', 'to', 'was', 'we', 'were', 'what', 'when',
  'where', 'which', 'who', 'why', 'with', 'you', 'your']);

function inOrder(hits: { readonly index: number; readonly score: number }[]): Ranking['hits'] {
  return hits.filter(({ score }) => score > 0).sort((a, b) => b.score - a.score || a.index - b.index);
}
