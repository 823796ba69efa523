import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { checkJson } from './check-json.js';

function partsOf(text: string, maxParts?: number, maxDepth?: number): number {
  const steps = checkJson(Buffer.from(text), maxParts, maxDepth);
  for (;;) {
    const { done, value } = steps.next();
    if (done === true) return value;
  }
}

test.each([
  ['{}', 1],
  ['{"a":[1,2,3],"b":{}}', 6],
  ['"[{,"', 0],
  [String.raw`["a\"],[\\",{}]`, 3],
])('%s has %d parts', (text, parts) => {
  expect(partsOf(text)).toBe(parts);
});

test('a body of very many small things, or of lists within lists, is refused before it is parsed', () => {
  expect(() => partsOf(`[${'{},'.repeat(1_000)}{}]`, 1_000)).toThrow('The request holds too many attributes, events and list items; send it in smaller batches.');
  expect(() => partsOf('['.repeat(1_000_000))).toThrow('The body is nested deeper than 1000 levels.');
});

test('whatever the JSON, its parts are its objects, its lists and what stands between their items', () => {
  const count = (value: unknown): number => {
    if (value === null || typeof value !== 'object') return 0;
    const items = Object.values(value);
    return 1 + Math.max(0, items.length - 1) + items.reduce((sum: number, item) => sum + count(item), 0);
  };
  fc.assert(fc.property(fc.jsonValue(), (value) => {
    expect(partsOf(JSON.stringify(value))).toBe(count(value));
  }));
});

test('any bytes are looked at to their end', () => {
  fc.assert(fc.property(fc.uint8Array(), (bytes) => {
    expect(partsOf(Buffer.from(bytes).toString('latin1'))).toBeGreaterThanOrEqual(0);
  }));
});
