import { expect, test } from 'vitest';
import { createRedactor } from './redact.js';

test('known secrets disappear inside any text, and the longest one first', () => {
  const redact = createRedactor(['secret-key', 'secret-key-2']);
  expect(redact({ url: 'https://x/?k=secret-key-2', list: ['a secret-key b'] })).toEqual({ url: 'https://x/?k=[redacted]', list: ['a [redacted] b'] });
});

test('fields named like secrets lose their values, wherever they stand', () => {
  expect(createRedactor()({ config: { apiKey: 'abc', Authorization: 'Bearer x', monkey: 'stays', password: '' } })).toEqual({
    config: { apiKey: '[redacted]', Authorization: '[redacted]', monkey: 'stays', password: '' },
  });
});

test('what holds no secret is given back as it is, not copied', () => {
  const value = { rows: [{ day: 1 }] };
  expect(createRedactor(['other-secret'])(value)).toBe(value);
});
