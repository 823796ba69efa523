import { expect, test } from 'vitest';
import { nestedAttributes } from './nested-attributes.js';

const nested = (attributes: Parameters<typeof nestedAttributes>[0]): unknown => JSON.parse(JSON.stringify(nestedAttributes(attributes)));

test('dots are levels', () => {
  expect(nested({ 'gen_ai.usage.prompt_tokens': 3, 'gen_ai.system': 'openai', plain: true })).toEqual({
    gen_ai: { usage: { prompt_tokens: 3 }, system: 'openai' }, plain: true,
  });
});

test('a key whose place is taken stays whole, whatever came first', () => {
  const expected = { a: 1, 'a.b': 2 };
  expect(nested({ a: 1, 'a.b': 2 })).toEqual(expected);
  expect(nested({ 'a.b': 2, a: 1 })).toEqual(expected);
  expect(nested({ 'a.b': { x: 1 }, 'a.b.c': 2 })).toEqual({ a: { b: { x: 1 } }, 'a.b.c': 2 });
});

test('no key reaches a prototype, and very deep ones end', () => {
  nestedAttributes({ 'constructor.prototype.seen': 1, '__proto__.seen': 1 });
  expect('seen' in {}).toBe(false);
  expect(JSON.stringify(nestedAttributes({ ['a.'.repeat(10_000)]: 1 })).length).toBeLessThan(30_000);
});
