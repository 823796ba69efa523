import type { JsonObject } from '@heddle/model';
import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { collectReferences, restoreAttributes, storeAttributes } from './content-references.js';
import type { Contents } from './content-references.js';

const DEL = '\u007f';

test('short values stay where they are, long ones leave their hash', () => {
  const contents: Contents = new Map();
  const stored = storeAttributes({ short: 'yes', long: 'a'.repeat(513) }, contents);
  expect(stored).toEqual({ short: 'yes', long: expect.stringMatching(new RegExp(`^${DEL}t[0-9a-f]{64}$`)) });
  expect([...contents.values()]).toEqual(['a'.repeat(513)]);
});

test('a history that grows stores each message once', () => {
  const contents: Contents = new Map();
  const messages = Array.from({ length: 20 }, (_, n) => ({ role: 'user', content: `${n} `.repeat(100) }));
  const histories = messages.map((_, n) => messages.slice(0, n + 1));
  for (const history of histories) storeAttributes({ text: JSON.stringify(history), list: history }, contents);
  expect(contents.size).toBe(20);
});

test('a long list of short items is one content', () => {
  const embedding = Array.from({ length: 1_536 }, (_, n) => n / 7);
  const contents: Contents = new Map();
  storeAttributes({ list: embedding, text: JSON.stringify(embedding) }, contents);
  expect([...contents.values()]).toEqual([JSON.stringify(embedding)]);
});

test('every value comes back, and every content it needs is found in its text', () => {
  const text = fc.oneof(fc.string({ unit: 'binary' }), fc.constantFrom('t', 's', 'l', 'j', '').map((kind) => DEL + kind), fc.string({ minLength: 600, maxLength: 700 }));
  const { tree } = fc.letrec((tie) => ({
    tree: fc.oneof(
      { maxDepth: 3 }, text, fc.integer(), fc.boolean(), fc.constant(null),
      fc.array(tie('tree'), { maxLength: 4 }), fc.array(tie('tree'), { maxLength: 4 }).map((list) => JSON.stringify(list)),
      fc.dictionary(fc.oneof(fc.string(), fc.constant('__proto__')), tie('tree'), { maxKeys: 4, noNullPrototype: true }),
    ),
  }));
  fc.assert(fc.property(fc.dictionary(fc.oneof(fc.string(), fc.constant('__proto__')), tree, { noNullPrototype: true }), (value) => {
    const contents: Contents = new Map();
    const given = JSON.parse(JSON.stringify(value)) as JsonObject;
    const column = JSON.stringify(storeAttributes(given, contents));
    const needed = new Set<string>();
    collectReferences(column, needed);
    const found = new Map([...contents].filter(([sha256]) => needed.has(sha256)));
    expect(JSON.stringify(restoreAttributes(JSON.parse(column) as JsonObject, found))).toBe(JSON.stringify(given));
  }), { numRuns: 300 });
});
