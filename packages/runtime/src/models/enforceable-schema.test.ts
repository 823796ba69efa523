import { expect, test } from 'vitest';
import { isEnforceableSchema } from './enforceable-schema.js';

const closed = { type: 'object', properties: { a: { type: 'string' } }, required: ['a'], additionalProperties: false };

test('a closed object with all properties required can be enforced', () => {
  expect(isEnforceableSchema(closed)).toBe(true);
  expect(isEnforceableSchema({ ...closed, properties: { a: { anyOf: [closed, { type: 'null' }] } } })).toBe(true);
});

test.each([
  ['an optional property', { ...closed, required: [] }],
  ['an open object', { ...closed, additionalProperties: {} }],
  ['an unknown keyword inside', { ...closed, properties: { a: { type: 'string', minLength: 1 } } }],
  ['an open object in a list', { ...closed, properties: { a: { type: 'array', items: { type: 'object' } } } }],
  ['a root that is no object', { type: 'array', items: { type: 'string' } }],
])('%s cannot', (_, schema) => {
  expect(isEnforceableSchema(schema)).toBe(false);
});
