import { expect, test } from 'vitest';
import type { UnixNano } from '@heddle/model';
import { NOON, sampleSpan } from '../testing/sample-span.js';
import type { Contents } from './content-references.js';
import { contentMark, searchText, searchWords } from './search-text.js';
import { storeSpan } from './stored-span.js';

test('short values are words, long ones marks', () => {
  const contents: Contents = new Map();
  const span = sampleSpan({ id: 1, name: 'ask', durationMs: 1, attributes: { short: 'How warm?', long: 'word '.repeat(200) } });
  const text = searchText(storeSpan(span, contents));
  const marks = [...contents.keys()].map(contentMark);
  expect(text.split('\n')).toEqual(['ask', '', 'How warm?', '', '', marks.join(' ')]);
});

test('items of lists and what events say are found too, each long value by one mark', () => {
  const contents: Contents = new Map();
  const long = 'word '.repeat(200);
  const span = { ...sampleSpan({ id: 1, durationMs: 1, attributes: { list: ['short', long], messages: JSON.stringify([{ content: long }, { content: 'Hi' }]) } }),
    events: [{ name: 'exception', time: NOON as UnixNano, attributes: { 'exception.message': 'No such file.' } }] };
  const text = searchText(storeSpan(span, contents));
  expect(searchWords(text)).toEqual(expect.arrayContaining(['short', 'hi', 'exception', 'message', 'no', 'such', 'file', ...[...contents.keys()].map(contentMark)]));
  expect(contents.size).toBe(2);
});

test('a span with very many words and long values is found by the first of them', () => {
  const texts = Array.from({ length: 3_000 }, (_, index) => `${index} ${'word '.repeat(200)}`);
  const text = searchText(storeSpan(sampleSpan({ id: 1, attributes: { words: Array.from({ length: 20 }, () => 'x'.repeat(500)), texts } }), new Map()));
  expect(text.split('\n').at(-1)!.split(' ')).toHaveLength(2_000);
  expect(text.length).toBeLessThan(8_000 + 2_000 * 18 + 2);
});

test('a query is split into words as the index splits text', () => {
  expect(searchWords('  Hello, World! foo_bar Größe-2 hello')).toEqual(['hello', 'world', 'foo', 'bar', 'größe', '2']);
  expect(searchWords(' -- ')).toEqual([]);
});
