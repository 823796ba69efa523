import { TABLE_MIME_TYPE } from '@heddle/model';
import { expect, test } from 'vitest';
import { boundedLines, bundleText } from './bundle-text.js';

const table = (columns: readonly string[], rows: readonly (readonly (string | number | null)[])[], rowCount = rows.length) => ({ [TABLE_MIME_TYPE]: { columns, rows, rowCount }, 'text/plain': '[...]' });

test('a table has its columns in line, numbers to the right, and says what is left out', () => {
  expect(bundleText(table(['month', 'mm'], [['2014-01', 94], ['2014-02', 155.2], ['März', null]], 60), 40)).toEqual([
    'month       mm',
    '2014-01     94',
    '2014-02  155.2',
    'März',
    '… 57 more rows',
  ]);
});

test('a table never grows wider than the terminal', () => {
  const wide = table(['a'.repeat(50), 'b'.repeat(50), 'c'], [['1'.repeat(90), '漢字'.repeat(40), 'x']]);
  for (const line of bundleText(wide, 40)) expect(line.length).toBeLessThanOrEqual(40);
  expect(bundleText(wide, 40).at(-1)).toBe('… 2 more columns');
});

test('what only claims to be a table is shown as text', () => {
  expect(bundleText({ [TABLE_MIME_TYPE]: { columns: 'x' }, 'text/plain': 'plain' }, 40)).toEqual(['plain']);
  expect(bundleText({ [TABLE_MIME_TYPE]: 5 }, 40)).toEqual([]);
});

test('text is bounded in lines and columns and cannot move the cursor', () => {
  expect(boundedLines('a\n  b\u001b[1A\nc\nd', 10, 3)).toEqual(['a', '  b\uFFFD[1A', 'c', '… (the dashboard has all of it)']);
  expect(boundedLines('x'.repeat(100_000), 10, 3)).toEqual(['xxxxxxxxx…']);
  expect(boundedLines('\n', 10, 3)).toEqual([]);
});
