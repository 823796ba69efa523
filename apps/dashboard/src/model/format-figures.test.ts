import { expect, test } from 'vitest';
import { countOf, formatBytes, formatCost, formatShare } from './format-figures.js';

test.each([[null, '–'], [0, '$0'], [0.000_02, '<$0.0001'], [0.0049, '$0.0049'], [0.5, '$0.5000'], [1_234.5, '$1,234.50']])('a price of %s reads %s', (usd, text) => {
  expect(formatCost(usd)).toBe(text);
});

test.each([[412, '412 B'], [5_200, '5.2 kB'], [14_300, '14 kB'], [999_999, '1.0 MB'], [3_200_000, '3.2 MB']])('%d bytes read %s', (bytes, text) => {
  expect(formatBytes(bytes)).toBe(text);
});

test('counts have their noun in the right number', () => {
  expect([countOf(1, 'call'), countOf(1_461, 'call'), formatShare(2, 3), formatShare(0, 0)]).toEqual(['1 call', '1,461 calls', '67 %', '0 %']);
});
