import { expect, test } from 'vitest';
import { rankByRelevance, type Embed } from './rank-by-relevance.js';
import { withEmbeddingCache } from './with-embedding-cache.js';

const texts = [
  { title: 'sales.loadByYear', text: 'Reads the sales of a year.' },
  { title: 'weather.load', text: 'Days with rain and temperature.' },
  { title: 'chart.draw', text: 'Draws a line chart of any series.' },
];

const indexes = async (query: string, embed?: Embed) => (await rankByRelevance(query, texts, embed)).hits.map(({ index }) => index);

test.each([
  ['how much did it rain', [1]],
  ['Draw a chart of temperatures', [2, 1]],
  ['load', [0, 1]],
  ['weathr', [1]],
  ['Wie war das Wetter?', []],
])('by words: "%s"', async (query, expected) => {
  expect((await indexes(query)).toSorted()).toEqual(expected.toSorted());
});

/** Two numbers per text: whether it speaks of rain, and of money. */
const embed: Embed = async (all) => all.map((text) => [/rain|wet/i.test(text) ? 1 : 0.1, /sales|money/i.test(text) ? 1 : 0]);

test('by embedding: the smallest angle first, ties in the given order', async () => {
  expect(await indexes('Was it wet?', embed)).toEqual([1, 2, 0]);
  expect((await rankByRelevance('money', texts, embed)).by).toBe('embedding');
});

test.each([
  ['a service that is down', async () => Promise.reject(new Error('429')), /failed: 429/],
  ['too few vectors', async () => [[1]], /1 vectors came back for 4 texts/],
  ['vectors of different lengths', async (all: readonly string[]) => all.map((_, index) => Array.from({ length: index + 1 }, () => 1)), /cannot be compared/],
])('with %s words are compared instead, and that is said', async (_, broken, problem) => {
  expect(await rankByRelevance('rain', texts, broken)).toMatchObject({ by: 'text', problem: expect.stringMatching(problem), hits: [{ index: 1 }] });
});

test('a cache asks for each text once and forgets those used longest ago', async () => {
  const asked: string[][] = [];
  const cached = withEmbeddingCache(async (all) => {
    asked.push([...all]);
    return all.map((text) => [text.length]);
  }, 2);
  expect(await cached(['a', 'bb', 'a'])).toEqual([[1], [2], [1]]);
  expect(await cached(['a', 'ccc'])).toEqual([[1], [3]]);
  await cached(['bb', 'a']);
  expect(asked).toEqual([['a', 'bb'], ['ccc'], ['bb']]);
});
