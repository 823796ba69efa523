import { expect, test } from 'vitest';
import { sampleSpan } from '../testing/sample-span.js';
import type { Contents } from './content-references.js';
import { contentMark, searchText, searchWords } from './search-text.js';
import { encodeRawSpan } from './stored-span.js';

test('short values are words, long ones marks', () => {
  const contents: Contents = new Map();
  const span = sampleSpan({ id: 1, name: 'ask', durationMs: 1, attributes: { short: 'How warm?', long: 'word '.repeat(200) } });
  const text = searchText(span, encodeRawSpan(span, contents));
  const marks = [...contents.keys()].map(contentMark);
  expect(text.split('\n')).toEqual(['ask', '', 'How warm?', ' ', marks.join(' ')]);
});

test('a query is split into words as the index splits text', () => {
  expect(searchWords('  Hello, World! foo_bar Größe-2 hello')).toEqual(['hello', 'world', 'foo', 'bar', 'größe', '2']);
  expect(searchWords(' -- ')).toEqual([]);
});
