import { expect, test } from 'vitest';
import { boundedBundle } from './bounded-bundle.js';

test('only MIME types are kept, the plain text always is text, and large forms are named instead', () => {
  expect(boundedBundle({ 'text/plain': 7, 'text/html': '<b>', nonsense: 'x', 'image/png': 'A'.repeat(5_000_000) })).toEqual({
    'text/plain': '\n[image/png of 5000000 characters was left out]',
    'text/html': '<b>',
  });
});
