import { expect, test } from 'vitest';
import { rowsFromText } from '../test-data/rows-from-text.js';
import { ancestorsOf, lastMs, traceRows, visibleRows } from './trace-tree.js';

const rows = rowsFromText(`
  round   |==========|
    post  |=====     |
      llm |==        |
      cell|  ===     |
    reply |      ====|
`);
const idOf = (name: string) => rows.find((row) => row.span.name === name)!.span.spanId;
const namesOf = (shown: typeof rows) => shown.map((row) => row.span.name);

test('rows start counting at the start of the trace', () => {
  expect(rows.map((row) => [row.span.name, row.depth, row.startMs, row.endMs])).toEqual([
    ['round', 0, 0, 100], ['post', 1, 0, 50], ['llm', 2, 0, 20], ['cell', 2, 20, 50], ['reply', 1, 60, 100],
  ]);
});

test('folding a span hides everything below it and nothing else', () => {
  expect(namesOf(visibleRows(rows, new Set([idOf('post')])))).toEqual(['round', 'post', 'reply']);
  expect(namesOf(visibleRows(rows, new Set([idOf('round'), idOf('post')])))).toEqual(['round']);
});

test('a span can be brought into view by opening what is above it', () => {
  expect(ancestorsOf(rows, 3)).toEqual([idOf('post'), idOf('round')]);
});

test('a page that begins in the middle of a tree is borne', () => {
  const page = traceRows(rows.slice(2).map((row) => row.span));
  expect(page.map((row) => [row.span.name, row.depth, row.parent])).toEqual([['llm', 2, -1], ['cell', 2, -1], ['reply', 1, -1]]);
});

test('the end of what is known is the last end, or the start of what still runs', () => {
  expect(lastMs(rows)).toBe(100);
  expect(lastMs(rowsFromText('round |~~~|\n  post| ==|'))).toBe(30);
  expect(lastMs([])).toBe(0);
});
