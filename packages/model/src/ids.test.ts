import { expect, test } from 'vitest';
import { createId, parseSpanId, parseTraceId } from './ids.js';

test('a trace id is 32 lowercase hex digits and never all zeros', () => {
  expect(parseTraceId('0af7651916cd43dd8448eb211c80319c')).toBe('0af7651916cd43dd8448eb211c80319c');
  expect(parseTraceId('0AF7651916CD43DD8448EB211C80319C')).toBeUndefined();
  expect(parseTraceId('00000000000000000000000000000000')).toBeUndefined();
  expect(parseTraceId('0af7651916cd43dd')).toBeUndefined();
});

test('a span id is 16 lowercase hex digits and never all zeros', () => {
  expect(parseSpanId('b7ad6b7169203331')).toBe('b7ad6b7169203331');
  expect(parseSpanId('0000000000000000')).toBeUndefined();
});

test('an id shows what it names, and ids of one kind sort by time', () => {
  const earlier = createId('session', 1_795_000_000_000, () => 0.999);
  const later = createId('session', 1_795_000_000_001, () => 0);
  expect(earlier).toMatch(/^ses_[0-9a-z]{20}$/);
  expect([later, earlier].sort()).toEqual([earlier, later]);
});
