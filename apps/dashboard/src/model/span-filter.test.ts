import { expect, test } from 'vitest';
import { rainSession } from '../test-data/rain-session.js';
import { joinFilter, splitFilter } from './filter-chips.js';
import { matchesFilter, parseSpanFilter } from './span-filter.js';

const spans = rainSession({ startMs: 1_800_000_000_000, finished: true }).traces[0]!;
const found = (text: string) => spans.filter((span) => matchesFilter(span, parseSpanFilter(text))).map((span) => span.name);

test('chips and words must all hold', () => {
  expect(found('kind:tool status:error')).toEqual(['weather.load', 'anomalies.detect']);
  expect(found('kind:tool status:error gamma')).toEqual(['anomalies.detect']);
  expect(found('PERCENTILE kind:tool')).toEqual(['anomalies.detect']);
});

test('a chip nobody knows is a word, so nothing typed is ignored', () => {
  expect(parseSpanFilter('kind:nonsense status:ok x')).toEqual({ kinds: [], statuses: ['ok'], fields: [], words: ['kind:nonsense', 'x'] });
  expect(found('kind:nonsense')).toEqual([]);
});

test('fields are asked for by name, and several words at once in quotes', () => {
  expect(parseSpanFilter('model:GPT-4o "timed out" error:"no such" a:b')).toEqual({ kinds: [], statuses: [], fields: [['model', 'gpt-4o'], ['error', 'no such']], words: ['timed out', 'a:b'] });
  expect(found('tool:weather status:error')).toEqual(['weather.load']);
  expect(found('name:weather kind:tool status:error')).toEqual(['weather.load']);
  expect(found('model:nobody')).toEqual([]);
});

test.each([
  ['kind:tool status:error rest of it', { chips: ['kind:tool', 'status:error'], rest: 'rest of it' }],
  ['kind:nope', { chips: [], rest: 'kind:nope' }],
  ['two  blanks ', { chips: [], rest: 'two  blanks ' }],
  ['', { chips: [], rest: '' }],
])('%j is shown as %j', (text, parts) => {
  expect(splitFilter(text)).toEqual(parts);
  expect(splitFilter(joinFilter(parts))).toEqual(parts);
});
