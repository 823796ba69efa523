import { expect, test } from 'vitest';
import { z } from 'zod';
import { definePlugin } from './plugin.js';

const load = { name: 'weather.load', description: 'Days.', input: z.object({ years: z.array(z.number()) }), run: async () => [] };

test('the schemas are told to models as JSON Schema', () => {
  expect(definePlugin(load).inputSchema).toMatchObject({ type: 'object', properties: { years: { type: 'array', items: { type: 'number' } } }, required: ['years'] });
});

test('arguments that do not fit are refused with where and why', () => {
  expect(definePlugin(load).parseInput({ years: '2012' })).toEqual({ ok: false, message: 'years: Invalid input: expected array, received string' });
});

test('two plugins of equal source have equal hashes, any change makes another', () => {
  expect(definePlugin(load).hash).toBe(definePlugin(load).hash);
  expect(definePlugin({ ...load, version: '1.0.1' }).hash).not.toBe(definePlugin(load).hash);
  expect(definePlugin({ ...load, run: async () => [1] }).hash).not.toBe(definePlugin(load).hash);
});

test.each([
  ['a name that is no identifier path', { ...load, name: 'weather load' }, /cannot be a plugin's name/],
  ['an input that is no object', { ...load, input: z.array(z.number()) as never }, /must be an object schema/],
  ['a schema that JSON cannot carry', { ...load, input: z.object({ when: z.date() }) as never }, /cannot be written as JSON Schema/],
])('%s is refused when the plugin is defined', (_, definition, message) => {
  expect(() => definePlugin(definition)).toThrow(message);
});
