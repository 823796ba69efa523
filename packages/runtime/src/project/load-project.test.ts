import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { loadProject } from './load-project.js';
import { projectParts } from './project-parts.js';

let root: string;

beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'heddle-project-'));
});
afterAll(async () => await rm(root, { recursive: true, force: true }));

async function project(files: Record<string, string>): Promise<string> {
  const folder = await mkdtemp(join(root, 'p-'));
  for (const [name, text] of Object.entries(files)) {
    await mkdir(join(folder, name, '..'), { recursive: true });
    await writeFile(join(folder, name), text);
  }
  return folder;
}

const PLUGIN = `import { definePlugin } from '@heddle/runtime';
import { z } from 'zod';
export default definePlugin({ name: 'double', description: 'Twice a number.', input: z.object({ n: z.number() }), run: ({ n }: { n: number }) => 2 * n });
`;

test('a folder without a project file is a project of defaults', async () => {
  expect(await loadProject(await project({}), { env: {} })).toMatchObject({ file: undefined, plugins: [], model: undefined, config: { app: 'heddle' } });
});

test('a TypeScript file is run, its folders of plugins are loaded, what is broken in them is reported', async () => {
  const folder = await project({
    'heddle.config.ts': `import { defineConfig } from '@heddle/runtime';\nconst app: string = 'typed';\nexport default defineConfig({ app, plugins: ['./plugins'] });`,
    'plugins/double.ts': PLUGIN,
    'plugins/again.ts': PLUGIN,
    'plugins/broken.ts': 'export const = 1;',
    'plugins/double.test.ts': 'throw new Error("tests are not loaded");',
    'plugins/empty.ts': 'export const nothing = 1;',
  });
  const loaded = await loadProject(folder, { env: {} });
  expect(loaded.config.app).toBe('typed');
  const { overrides, errors } = await projectParts(loaded, {});
  expect(overrides.plugins.map(({ name }) => name)).toEqual(['double']);
  expect(overrides.model).toBeUndefined();
  expect(errors.map(({ message }) => message).sort()).toEqual([expect.stringMatching(/There are two plugins named "double"/), expect.stringMatching(/^broken\.ts/), expect.stringMatching(/^empty\.ts/)]);
});

test.each([
  ['heddle.config.mjs', `export default { app: 'plain' };`],
  ['heddle.config.json', `{ "app": "plain" }`],
])('%s is read', async (name, text) => {
  expect((await loadProject(await project({ [name]: text }), { env: {} })).config.app).toBe('plain');
});

test('a file is read again after an edit', async () => {
  const folder = await project({ 'heddle.config.ts': `export default { app: 'one' };` });
  expect((await loadProject(folder, { env: {} })).config.app).toBe('one');
  await writeFile(join(folder, 'heddle.config.ts'), `export default { app: 'two' };`);
  expect((await loadProject(folder, { env: {} })).config.app).toBe('two');
});

test.each([
  [{ 'heddle.config.ts': 'export default {', 'x': '' }, /heddle\.config\.ts cannot be loaded/],
  [{ 'heddle.config.json': '{ nope' }, /heddle\.config\.json cannot be loaded/],
  [{ 'heddle.config.ts': 'export const config = {};' }, /does not give a configuration\. Write "export default defineConfig/],
  [{ 'heddle.config.ts': 'export default {};', 'heddle.config.json': '{}' }, /has heddle\.config\.ts and heddle\.config\.json\. Keep one/],
])('a project file that cannot be used is one sentence (%#)', async (files, message) => {
  await expect(loadProject(await project(files as Record<string, string>), { env: {} })).rejects.toMatchObject({ code: 'BAD_CONFIG', message: expect.stringMatching(message) as string });
});

test('models are connected by name, and a key that is missing is named', async () => {
  const folder = await project({ 'heddle.config.json': '{ "model": "anthropic", "models": { "Planner": "ollama/qwen3" } }' });
  const loaded = await loadProject(folder, { env: {} });
  await expect(projectParts(loaded, {})).rejects.toMatchObject({ code: 'MODEL_KEY_MISSING', message: expect.stringContaining('ANTHROPIC_API_KEY') as string });
  const { overrides } = await projectParts(loaded, { ANTHROPIC_API_KEY: 'k' });
  expect([overrides.model?.provider, overrides.models?.['Planner']?.provider]).toEqual(['anthropic', 'ollama']);
});

