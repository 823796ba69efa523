import { expect, test } from 'vitest';
import { rowsFromText } from '../test-data/rows-from-text.js';
import { criticalPath } from './critical-path.js';

function pathOf(drawing: string): readonly string[] {
  const rows = rowsFromText(drawing);
  return criticalPath(rows).map(({ row, fromMs, toMs }) => `${rows[row]!.span.name} ${fromMs}-${toMs}`);
}

test('the path goes through the child that ends last', () => {
  expect(pathOf(`
    round   |==========|
      short |==        |
      long  |========  |
  `)).toEqual(['long 0-80', 'round 80-100']);
});

test('before a child starts, the sibling that ended last before it is on the path', () => {
  expect(pathOf(`
    round  |==========|
      plan |===       |
      code |   ===    |
        a  |   =      |
        b  |    ==    |
      end  |       ===|
  `)).toEqual(['plan 0-30', 'a 30-40', 'b 40-60', 'round 60-70', 'end 70-100']);
});

test('of children side by side only the one that ends last is on the path', () => {
  expect(pathOf(`
    round |=======|
      a   |===    |
      b   | ===== |
  `)).toEqual(['round 0-10', 'b 10-60', 'round 60-70']);
});

test('of children that end together the longer one is on the path', () => {
  expect(pathOf(`
    round |======|
      b   | ==== |
      a   |===== |
  `)).toEqual(['a 0-50', 'round 50-60']);
});

test('a trace that still runs has no path', () => {
  expect(pathOf(`
    round |~~~~|
      a   |==  |
  `)).toEqual([]);
});

test('a trace 20,000 spans deep does not overflow the stack', () => {
  const [root] = rowsFromText('root |=====|');
  const rows = Array.from({ length: 20_000 }, (_, index) => ({ ...root!, index, depth: index, parent: index - 1 }));
  expect(criticalPath(rows)).toEqual([{ row: 19_999, fromMs: 0, toMs: 50 }]);
});
