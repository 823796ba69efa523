import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { loadPlugins } from './load-plugins.js';
import { runPluginExamples } from './run-plugin-examples.js';

let root = '';
let folder = '';
beforeAll(async () => void (root = await mkdtemp(join(tmpdir(), 'heddle-plugins-'))));
beforeEach(async () => void (folder = await mkdtemp(join(root, 'plugins-'))));
afterAll(async () => await rm(root, { recursive: true, force: true }));

async function write(files: Readonly<Record<string, string>>): Promise<void> {
  for (const [name, text] of Object.entries(files)) {
    await mkdir(dirname(join(folder, name)), { recursive: true });
    await writeFile(join(folder, name), text);
  }
}

/** The text of a module with one plugin that gives `value`. */
function moduleText(name: string, value: string): string {
  return `import { definePlugin } from '@heddle/runtime';
import { z } from 'zod';
export default definePlugin({ name: '${name}', description: 'Gives a value.', input: z.object({}), examples: [{ input: {} }], run: () => ${value} });
`;
}

async function outputs(): Promise<Readonly<Record<string, unknown>>> {
  const { plugins } = await loadPlugins(folder);
  const results = await Promise.all(plugins.map((plugin) => runPluginExamples(plugin)));
  return Object.fromEntries(results.flat().map(({ plugin, output, message }) => [plugin, output ?? message]));
}

test('TypeScript and JavaScript, default and named exports, and arrays are found', async () => {
  await write({
    'a.ts': moduleText('a', '(1 as number)'),
    'b.mjs': moduleText('b', '2'),
    'c.js': moduleText('c', '3').replace('export default', 'export const c ='),
    'd.ts': `${moduleText('d.one', '4').replace('export default', 'const one =')}
export default [one, ...[one]];
export const limit = 5;
export { one };
`,
  });
  const { plugins, errors, files } = await loadPlugins(folder);
  expect(errors).toEqual([]);
  expect(plugins.map(({ name }) => name)).toEqual(['a', 'b', 'c', 'd.one']);
  expect(files.get('d.one')).toBe('d.ts');
  expect(await outputs()).toEqual({ a: 1, b: 2, c: 3, 'd.one': 4 });
});

test('files that fail are reported, and the rest is loaded', async () => {
  await write({
    'bad-name.ts': moduleText('no name', '1'),
    'definition.ts': 'export const load = { name: "load", description: "", input: {}, run() {} };',
    'empty.ts': 'export const answer = 42;',
    'good.ts': moduleText('good', '1'),
    'missing.ts': 'import nothing from "./not-there.js"; export default nothing;',
    'syntax.ts': 'export const = ;',
    'throws.ts': 'throw new Error("The database is down.");',
  });
  const { plugins, errors } = await loadPlugins(folder);
  expect(plugins.map(({ name }) => name)).toEqual(['good']);
  expect(errors.map(({ plugin, message }) => [plugin, message.replaceAll('\n', ' ')])).toEqual([
    ['bad-name.ts', expect.stringContaining('"no name" cannot be a plugin\'s name')],
    ['definition.ts', expect.stringContaining('Pass it to definePlugin')],
    ['empty.ts', expect.stringContaining('exports no plugin')],
    ['missing.ts', expect.stringContaining('Cannot find module')],
    ['syntax.ts', expect.stringContaining('syntax.ts:1:')],
    ['throws.ts', 'throws.ts: The database is down.'],
  ]);
});

test('a file that never finishes loading is given up', async () => {
  await write({ 'slow.ts': 'await new Promise(() => {}); export {};' });
  expect(await loadPlugins(folder, { timeoutMs: 5 })).toMatchObject({ plugins: [], errors: [{ message: 'slow.ts: It was not loaded after 0.005 s. Do slow work in "create" instead.' }] });
});

test('of two plugins with one name the first file wins, and both files are named', async () => {
  await write({ 'one.ts': moduleText('same', '1'), 'two.ts': moduleText('same', '2') });
  const { errors } = await loadPlugins(folder);
  expect(errors).toMatchObject([{ plugin: 'same', message: expect.stringMatching(/two plugins named "same".*one\.ts, two\.ts/) }]);
  expect(await outputs()).toEqual({ same: 1 });
});

test('tests, declarations, hidden and shared files are no plugins', async () => {
  await write({ 'a.test.ts': 'throw 1', 'a.d.ts': '', '_shared.ts': 'export const x = 1;', '.hidden.ts': 'throw 1', 'notes.md': '', 'lib/b.ts': 'throw 1' });
  expect(await loadPlugins(folder)).toMatchObject({ plugins: [], errors: [] });
});

test('a plugin\'s hash changes with a file it imports, and so does what it does', async () => {
  await write({ 'a.ts': `import { value } from './lib/value.js';\n${moduleText('a', 'value')}`, 'lib/value.ts': 'export const value: number = 1;' });
  const before = (await loadPlugins(folder)).plugins[0]!;
  expect((await loadPlugins(folder)).plugins[0]!.hash).toBe(before.hash);
  await write({ 'lib/value.ts': 'export const value: number = 2;' });
  expect((await loadPlugins(folder)).plugins[0]!.hash).not.toBe(before.hash);
  expect(await outputs()).toEqual({ a: 2 });
});

test('a folder that is not there is reported', async () => {
  expect(await loadPlugins(join(folder, 'nowhere'))).toMatchObject({ plugins: [], errors: [{ message: expect.stringContaining('cannot be read: ENOENT') }] });
});
