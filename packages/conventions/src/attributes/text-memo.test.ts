import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { createTextMemo } from './text-memo.js';

test('what was made of a text is made once, and of each text its own', () => {
  let made = 0;
  const memo = createTextMemo((text) => ({ text, number: ++made }), 10_000);
  const first = memo.of('a'.repeat(300));
  expect(memo.of(`-${'a'.repeat(300)}`.slice(1))).toBe(first);
  expect(memo.of(`${'a'.repeat(150)}b${'a'.repeat(149)}`).value.text).toContain('b');
  expect(made).toBe(2);
});

test('texts that look alike where they are looked up are told apart', () => {
  const memo = createTextMemo((text) => text, 2_000);
  fc.assert(fc.property(fc.array(fc.string({ unit: fc.constantFrom('a', 'b', 'é', '\u{1f600}'), minLength: 0, maxLength: 60 }), { maxLength: 50 }), (texts) => {
    for (const text of texts) {
      const { text: kept, value } = memo.of(text);
      expect(kept).toBe(text);
      expect(value).toBe(text);
    }
  }));
});

test('it forgets what was not asked for lately, and makes it again', () => {
  let made = 0;
  const memo = createTextMemo(() => ++made, 4_000);
  memo.of('first');
  for (let index = 0; index < 100; index++) memo.of(`${index}`.padEnd(100, '.'));
  expect(memo.of('first').value).toBe(102);
  // One text would put out all others.
  memo.of('x'.repeat(5_000));
  expect(memo.of('x'.repeat(5_000)).value).toBe(104);
  expect(memo.of('first').value).toBe(102);
});

test('what cannot be made is not remembered', () => {
  const memo = createTextMemo((text) => JSON.parse(text) as unknown, 1_000);
  expect(() => memo.of('{')).toThrow();
  expect(() => memo.of('{')).toThrow();
});
