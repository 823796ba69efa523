import { expect, test } from 'vitest';
import { contentSlices } from './content-slices.js';

const SIZES = new Map(Object.entries({ a: 4, b: 4, c: 4, huge: 100 }));

/** `ab c` is two rows, the first of which refers to a and b; `|` shows where it is cut. */
function cut(text: string): string {
  const rows = text.split(' ').map((row) => ({ row, references: new Set(row === 'huge' ? ['huge'] : row) }));
  return contentSlices(rows, SIZES, 10).map((slice) => slice.map(({ row }) => row).join(' ')).join(' | ');
}

test.each([
  ['a b', 'a b'],
  ['a b c', 'a b | c'],
  ['ab ab ab ba', 'ab ab ab ba'],
  ['ab c ab', 'ab | c | ab'],
  ['a huge b', 'a | huge | b'],
  ['a xyz a', 'a xyz a'],
])('%s is cut as %s', (rows, slices) => {
  expect(cut(rows)).toBe(slices);
});
