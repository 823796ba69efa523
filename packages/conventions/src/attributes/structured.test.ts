import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { parseJson } from './structured.js';

const message = fc.record({ role: fc.constantFrom('user', 'assistant'), content: fc.string({ minLength: 200, maxLength: 600 }) });

test('a history reads as JSON does, whatever of it came before', () => {
  fc.assert(fc.property(fc.array(message, { minLength: 1, maxLength: 12 }), fc.constantFrom(0, 1, '\t'), (messages, indent) => {
    for (let length = 1; length <= messages.length; length++) {
      const text = JSON.stringify(messages.slice(0, length), null, indent);
      expect(parseJson(text)).toEqual(JSON.parse(text));
    }
  }));
});

test('what is no JSON is not read, wherever the fault is', () => {
  const text = JSON.stringify(Array.from({ length: 5 }, (_, index) => ({ role: 'user', content: `${index}`.repeat(400) })));
  fc.assert(fc.property(fc.nat(text.length - 1), fc.constantFrom('', '"', ',', '[', '}', '\\', ' '), (at, other) => {
    const broken = text.slice(0, at) + other + text.slice(at + 1);
    let expected: unknown;
    try {
      expected = JSON.parse(broken);
    } catch {
      expected = undefined;
    }
    expect(parseJson(broken)).toEqual(expected);
  }));
});

test('an item is made as safe as a list is', () => {
  const deep = `${'['.repeat(200)}${']'.repeat(200)}`;
  const history = `[{"role":"user","content":${deep},"text":"${'x'.repeat(600)}"},{"__proto__":{"polluted":1},"text":"${'y'.repeat(600)}"}]`;
  const read = parseJson(history) as readonly Record<string, unknown>[];
  expect(Object.keys(read[1]!)).toEqual(['text']);
  // As deep as in a list that is read as a whole, which a short one is.
  const depthOf = (value: unknown): number => (Array.isArray(value) && value.length > 0 ? 1 + depthOf(value[0]) : 0);
  const short = parseJson(`[{"content":${deep}}]`) as readonly Record<string, unknown>[];
  expect(depthOf(read[0]!['content'])).toBe(depthOf(short[0]!['content']));
});
