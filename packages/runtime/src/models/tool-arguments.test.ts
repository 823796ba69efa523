import { expect, test } from 'vitest';
import { toolArguments } from './tool-arguments.js';

test.each([
  ['{"year": 2013}', { year: 2013 }],
  ['', {}],
  ["{'year': 2013, }", { year: 2013 }],
  ['{"__proto__": {"polluted": true}, "a": 1}', { a: 1 }],
  ['year 2013', 'year 2013'],
  ['{"year": 20', '{"year": 20'],
])('%s', (text, expected) => {
  const read = toolArguments(text);
  expect(read).toEqual(expected);
  expect((read as { polluted?: boolean }).polluted).toBeUndefined();
});
