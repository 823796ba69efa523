import { expect, test } from 'vitest';
import { counted } from './counted.js';

test.each([
  [0, 'call', '0 calls'],
  [1, 'model call', '1 model call'],
  [1_200, 'call', '1,200 calls'],
])('%i × %s is %s', (count, word, expected) => {
  expect(counted(count, word)).toBe(expected);
});
