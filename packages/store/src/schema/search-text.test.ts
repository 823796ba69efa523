import { expect, test } from 'vitest';
import type { UnixNano } from '@heddle/model';
import { NOON, sampleSpan } from '../testing/sample-span.js';
import type { Contents } from './content-references.js';
import { contentMark, searchText } from './search-text.js';
import { searchWords } from './search-words.js';
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
  expect(searchWords(text).map(({ forms }) => forms[0])).toEqual(expect.arrayContaining(['short', 'hi', 'exception', 'message', 'no', 'such', 'file', ...[...contents.keys()].map(contentMark)]));
  expect(contents.size).toBe(2);
});

test('a span with very many words and long values is found by the first of them', () => {
  const texts = Array.from({ length: 3_000 }, (_, index) => `${index} ${'word '.repeat(200)}`);
  const text = searchText(storeSpan(sampleSpan({ id: 1, attributes: { words: Array.from({ length: 80 }, () => 'x'.repeat(500)), texts } }), new Map()));
  expect(text.split('\n').at(-1)!.split(' ')).toHaveLength(2_000);
  expect(text.length).toBeLessThan(32_000 + 2_000 * 18 + 2);
});

test('a query is split into words as the index splits text, in the forms that the index may have', () => {
  expect(searchWords('  Hello, World! foo_bar Größe-2 hello').map(({ forms }) => forms)).toEqual([['hello'], ['world'], ['foo'], ['bar'], ['größe', 'grÖsse'], ['2']]);
  expect(searchWords('Über')[0]).toMatchObject({ forms: ['Über', 'über'], ascii: [{ text: '\\u00dcber', tokens: ['u00dcber'] }, { text: '\\u00fcber', tokens: ['u00fcber'] }, { text: '\\u00dcber' }] });
  expect(searchWords(' -- ')).toEqual([]);
});

test('the escapes of JSON are no part of its words', () => {
  const attributes = { messages: JSON.stringify([{ content: 'Dear agent,\nweather in Seattle?\tagain' }]), ascii: '{"said":"caf\\u00e9 \\ud83d\\ude00"}', list: [{ code: 'a\nb' }], path: '[ERROR] cannot open C:\\Users\\new.txt' };
  const text = searchText(storeSpan(sampleSpan({ id: 1, durationMs: 1, attributes }), new Map()));
  expect(text).toContain('Dear agent, weather in Seattle? again');
  expect(text).toContain('café 😀');
  expect(text).toContain('a b');
  expect(text).toContain('[ERROR] cannot open C:\\Users\\new.txt');
});
