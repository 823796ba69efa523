import { expect, test } from 'vitest';
import { plugin } from './conformance/test-bed.js';
import { pluginStub, pluginTable } from './plugin-table.js';

test.each([
  [['a b'], 'cannot be called by that name'],
  [['a.b.c.d.e'], 'cannot be called by that name'],
  [['x.__proto__'], 'uses the name "__proto__"'],
  [['console'], 'uses the name "console"'],
  [['mail.import'], 'uses the name "import"'],
  [['a', 'a'], 'is there twice'],
  [['weather', 'weather.load'], 'is named like a part of "weather"'],
  [['weather.load', 'weather'], 'has the name of the group'],
])('%j cannot be plugins', (names, message) => {
  expect(() => pluginTable(names.map((name) => plugin(name, () => 1)))).toThrow(message);
});

test('a stub lists required parameters first and knows a table', () => {
  const schema = { type: 'object', properties: { year: {}, city: {} }, required: ['city'] };
  const table = { type: 'array', items: { type: 'object', properties: { high: { type: 'number' } } } };
  expect(pluginStub(plugin('load', () => 1, { inputSchema: schema, outputSchema: table }))).toEqual({ name: 'load', description: 'The plugin load.', parameters: ['city', 'year'], table: true });
  expect(pluginStub(plugin('load', () => 1, { outputSchema: { type: 'array', items: { type: 'number' } } })).table).toBe(false);
});
