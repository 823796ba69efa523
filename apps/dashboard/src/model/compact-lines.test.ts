import { expect, test } from 'vitest';
import { callOf, cellOf } from '../test-data/cell-of.js';
import { compactLines } from './compact-lines.js';
import { paintLines } from './paint-lines.js';

const source = Array.from({ length: 20 }, (_, index) => `line${index + 1}`).join('\n');
const shown = (lines: readonly number[], whole = false) =>
  compactLines(paintLines(cellOf({ source, calls: lines.map((line, index) => callOf({ sequence: index + 1, line })) })).lines, whole)
    .map((row) => (row.kind === 'line' ? row.line.number : `${row.from}-${row.to}`));

test('only lines that call are shown, with a fold for a longer gap', () => {
  expect(shown([2, 3, 11, 13])).toEqual([2, 3, '4-10', 11, 13]);
});

test('a cell that calls nothing is shown by its beginning', () => {
  expect(shown([])).toEqual([1, 2, 3, 4, 5, 6, 7, 8]);
});

test('the whole cell has every line', () => {
  expect(shown([5], true)).toHaveLength(20);
});
