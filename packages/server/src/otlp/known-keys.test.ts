import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { keyText } from './known-keys.js';

const key = fc.oneof(
  fc.string({ maxLength: 80 }), fc.string({ unit: 'binary', maxLength: 20 }), fc.constantFrom('gen_ai.usage.input_tokens', 'gen_ai.usage.output_tokens'),
  fc.string({ unit: fc.constantFrom('a', 'b'), minLength: 10, maxLength: 12 }),
);

test('a key is what its bytes say, whatever keys came before', () => {
  fc.assert(fc.property(fc.array(key, { maxLength: 60 }), fc.string(), (keys, before) => {
    for (const text of [...keys, ...keys]) {
      const bytes = Buffer.from(before + text);
      const start = Buffer.byteLength(before);
      expect(keyText(bytes, start, bytes.length)).toBe(bytes.toString('utf8', start));
      // The bytes are those of a request, whose memory is used again.
      bytes.fill(0);
    }
  }));
});

test('bytes that are no text become what they become elsewhere', () => {
  const bytes = Buffer.from([0xff, 0x61, 0xc3]);
  expect([keyText(bytes, 0, 3), keyText(bytes, 0, 3)]).toEqual([bytes.toString('utf8'), bytes.toString('utf8')]);
});
