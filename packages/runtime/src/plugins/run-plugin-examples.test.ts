import { expect, test } from 'vitest';
import { z } from 'zod';
import { definePlugin } from './plugin.js';
import { runPluginExamples } from './run-plugin-examples.js';

const half = definePlugin({
  name: 'half',
  description: 'Half of an even number.',
  input: z.object({ of: z.number() }),
  output: z.number(),
  examples: [
    { title: 'half of ten', input: { of: 10 }, output: 5 },
    { title: 'a wrong expectation', input: { of: 10 }, output: 4 },
    { title: 'a check that agrees', input: { of: 4 }, check: (output) => output === 2 },
    { title: 'a check that does not', input: { of: 4 }, check: (output) => output > 100 },
    { input: { of: 3 } },
    { title: 'arguments that do not fit', input: { of: '3' as never } },
  ],
  run({ of }, { log }) {
    log('info', `halving ${of}`);
    if (of % 2 !== 0) throw new RangeError(`${of} is odd.`);
    return of / 2;
  },
});

test('examples give a table of what passed and why the others failed', async () => {
  const results = await runPluginExamples(half);
  expect(results.map(({ title, status, message }) => [title, status, message])).toEqual([
    ['half of ten', 'passed', undefined],
    ['a wrong expectation', 'failed', 'It gave 5 and not 4.'],
    ['a check that agrees', 'passed', undefined],
    ['a check that does not', 'failed', 'The check says no to 2.'],
    ['{"of":3}', 'failed', '3 is odd.'],
    ['arguments that do not fit', 'failed', 'half: of: Invalid input: expected number, received string'],
  ]);
  expect(results[0]?.logs).toEqual([{ level: 'info', message: 'halving 10' }]);
});

test('an example may call other plugins and leave artifacts', async () => {
  const quarter = definePlugin({
    name: 'quarter',
    description: 'A quarter.',
    input: z.object({ of: z.number() }),
    examples: [{ input: { of: 8 }, output: 2 }],
    async run({ of }, { call, putArtifact }) {
      await putArtifact({ name: 'quarter.txt', mimeType: 'text/plain', bytes: Buffer.from('8 / 4') });
      return await call('half', { of: Number(await call('half', { of })) });
    },
  });
  const [result] = await runPluginExamples(quarter, { plugins: [half] });
  expect(result).toMatchObject({ status: 'passed', output: 2, artifacts: [{ name: 'quarter.txt', sizeBytes: 5 }] });
});

test('an example that hangs fails after the time limit', async () => {
  const hang = definePlugin({ name: 'hang', description: 'Hangs.', input: z.object({}), examples: [{ input: {} }], run: () => new Promise(() => {}) });
  expect(await runPluginExamples(hang, { timeoutMs: 5 })).toMatchObject([{ status: 'failed', message: 'It took longer than 0.005 s.' }]);
});

test('a plugin that cannot be opened fails its examples with the reason', async () => {
  const needy = definePlugin({ name: 'needy', description: 'x', input: z.object({}), config: z.object({ url: z.string() }), examples: [{ input: {} }], run: () => 1 });
  expect(await runPluginExamples(needy)).toMatchObject([{ status: 'failed', message: expect.stringContaining('configuration of plugin "needy"') }]);
});
