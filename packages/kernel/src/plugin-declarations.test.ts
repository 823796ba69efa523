import { expect, test } from 'vitest';
import { plugin } from './conformance/test-bed.js';
import { pythonDeclarations } from './python/plugin-declarations.js';
import { typescriptDeclarations } from './typescript/plugin-declarations.js';

const PLUGINS = [
  plugin('add', () => 1, { description: 'Adds.', inputSchema: { type: 'object', properties: { a: { type: 'number' }, b: { type: ['number', 'null'] } }, required: ['a'] }, outputSchema: { type: 'number' } }),
  plugin('weather.load', () => 1, {
    description: 'Loads days.\nHostile: */ """ \\',
    inputSchema: {
      type: 'object',
      properties: { city: { enum: ['Rome', 'Oslo'], description: 'Which city */' }, options: { $ref: '#/$defs/Options' } },
      required: ['city'],
      $defs: { Options: { type: 'object', properties: { 'max-rows': { type: 'integer' }, self: { $ref: '#/$defs/Options' } } } },
    },
    outputSchema: { type: 'array', items: { type: 'object', properties: { high: { type: 'number' } }, required: ['high'] } },
  }),
];

test('TypeScript sees namespaces, optional fields, literals and comments that cannot be closed from inside', () => {
  expect(typescriptDeclarations(PLUGINS, ['lodash'])).toBe(`/** Adds. */
declare function add(input: { a: number; b?: number | null }): Promise<number>;
declare namespace weather {
  /**
   * Loads days.
   * Hostile: * / """ \\
   */
  function load(input: { /** Which city * / */ city: "Rome" | "Oslo"; options?: { "max-rows"?: number; self?: { "max-rows"?: number; self?: { "max-rows"?: unknown; self?: unknown } } } }): Promise<{ high: number }[]>;
}
// Also importable: lodash.`);
});

test('Python sees classes, keyword parameters, DataFrames and docstrings that cannot be closed from inside', () => {
  expect(pythonDeclarations(PLUGINS, ['numpy'])).toBe(`# Each function also has an asyncio form: \`await name.aio(...)\`.
def add(a: float, b: float | None = ...) -> float:
    """Adds."""
class weather:
    @staticmethod
    def load(city: Literal["Rome"] | Literal["Oslo"], options: dict = ...) -> "pandas.DataFrame":
        """Loads days.
        Hostile: */ ''' \\\\
        city: Which city */
        Columns: high. A list of dicts where pandas is missing.
        """
# Also importable, beside the standard library: numpy.`);
});
