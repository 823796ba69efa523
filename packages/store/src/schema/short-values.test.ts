import type { JsonObject, JsonValue } from '@heddle/model';
import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { restoreAttributes, storeAttributes } from './content-references.js';
import type { Contents } from './content-references.js';
import { restoreShort } from './short-values.js';

function shortened(attributes: JsonObject) {
  const contents: Contents = new Map();
  return restoreShort(storeAttributes(attributes, contents), contents);
}

test('what is short stays as it was', () => {
  const { value } = fc.letrec<{ value: JsonValue }>((tie) => ({
    value: fc.oneof({ maxDepth: 3 }, fc.string({ unit: 'binary', maxLength: 700 }), fc.integer(), fc.boolean(), fc.constant(null),
      fc.array(tie('value'), { maxLength: 3 }), fc.array(tie('value'), { maxLength: 3 }).map((list) => JSON.stringify(list)),
      fc.dictionary(fc.oneof(fc.string(), fc.constant('__proto__')), tie('value'), { maxKeys: 3, noNullPrototype: true }) as fc.Arbitrary<JsonObject>),
  }));
  fc.assert(fc.property(fc.dictionary(fc.string(), value, { maxKeys: 4, noNullPrototype: true }), (attributes) => {
    if (JSON.stringify(attributes).length > 3_500) return;
    const contents: Contents = new Map();
    const stored = storeAttributes(attributes, contents);
    expect(restoreShort(stored, contents)).toEqual({ attributes: restoreAttributes(stored, contents), isCut: false });
  }));
});

test('a text keeps its beginning, a list its end, JSON stays JSON', () => {
  const messages = Array.from({ length: 50 }, (_, n) => ({ role: 'user', content: `${n}${'.'.repeat(390)}` }));
  const { attributes, isCut } = shortened({
    text: `begin ${'x'.repeat(9_000)}`, list: messages, listText: JSON.stringify(messages), one: JSON.stringify([{ role: 'user', content: 'y'.repeat(9_000) }]),
    object: JSON.stringify({ query: 'q', body: 'z'.repeat(9_000) }), number: 7,
  });
  expect(isCut).toBe(true);
  expect(attributes['text']).toMatch(/^begin x+…$/);
  expect((attributes['list'] as readonly { readonly content: string }[]).at(-1)).toEqual(messages.at(-1));
  expect((JSON.parse(attributes['listText'] as string) as readonly unknown[]).at(-1)).toEqual(messages.at(-1));
  expect(JSON.parse(attributes['one'] as string)).toEqual([{ role: 'user', content: `${'y'.repeat(4_000)}…` }]);
  expect(JSON.parse(attributes['object'] as string)).toEqual({ query: 'q', body: `${'z'.repeat(4_000)}…` });
  expect(attributes['number']).toBe(7);
  for (const value of Object.values(attributes)) expect(JSON.stringify(value).length).toBeLessThan(9_000);
});

test('our own cells and calls stay whole', () => {
  const attributes = { 'heddle.kind': 'code', 'gen_ai.tool.call.arguments': JSON.stringify({ code: 'print(1)\n'.repeat(2_000) }) };
  expect(shortened(attributes)).toEqual({ attributes, isCut: false });
  expect(shortened({ ...attributes, 'heddle.kind': 'llm' }).isCut).toBe(true);
});

test('JSON of which nothing is left out is the text that came', () => {
  const text = `{ "id": 12345678901234567890, "price": 1.0, "id": 2, "rows": [${'"row", '.repeat(10)} "end"], "notes": [${Array.from({ length: 19 }, () => `"${'n'.repeat(300)}"`).join(', ')}] }`;
  expect(shortened({ text })).toEqual({ attributes: { text }, isCut: false });
});

test('a list of texts stays JSON', () => {
  const list = JSON.stringify(['short', 'x'.repeat(9_000)]);
  expect(JSON.parse(shortened({ list }).attributes['list'] as string)).toEqual([`${'x'.repeat(4_000)}…`]);
  expect(JSON.parse(shortened({ text: JSON.stringify('y'.repeat(9_000)) }).attributes['text'] as string)).toBe(`${'y'.repeat(4_000)}…`);
});

test('however deep a text is, it is shortened', () => {
  const deep = `${'['.repeat(50_000)}"${'x'.repeat(5_000)}"${']'.repeat(50_000)}`;
  expect(shortened({ deep }).isCut).toBe(true);
  expect(shortened({ deep: `{"a":${deep}}` }).isCut).toBe(true);
});
