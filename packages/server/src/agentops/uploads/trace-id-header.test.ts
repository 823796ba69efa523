import { expect, test } from 'vitest';
import { parseTraceIdHeader } from './trace-id-header.js';

test.each([
  ['1', '00000000000000000000000000000001'],
  ['340282366920938463463374607431768211455', 'ffffffffffffffffffffffffffffffff'],
  ['223344556677889900112233445566778899', '002b03bca063338d5535f4a2991d0e13'],
  ['4BF92F3577B34DA6A3CE929D0E0E4736', '4bf92f3577b34da6a3ce929d0e0e4736'],
])('%s is trace %s', (text, traceId) => {
  expect(parseTraceIdHeader(text)).toBe(traceId);
});

test.each([undefined, '', '0', '-1', '1e9', 'None', '340282366920938463463374607431768211456', '0'.repeat(32), '9'.repeat(400)])(
  '%j is none',
  (text) => {
    expect(parseTraceIdHeader(text)).toBeUndefined();
  },
);
