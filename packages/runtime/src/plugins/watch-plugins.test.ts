import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test, vi } from 'vitest';
import type { LoadedPlugins } from './load-plugins.js';
import { watchPlugins, type PluginChanges, type PluginWatcher } from './watch-plugins.js';

let root = '';
let folder = '';
let watcher: PluginWatcher;
let seen: { loaded: LoadedPlugins; changes: PluginChanges }[] = [];

beforeAll(async () => void (root = await mkdtemp(join(tmpdir(), 'heddle-watch-'))));
beforeEach(async () => {
  folder = await mkdtemp(join(root, 'plugins-'));
  seen = [];
  await writeFile(join(folder, 'a.ts'), moduleText('a', 1));
  watcher = await watchPlugins(folder, (loaded, changes) => void seen.push({ loaded, changes }), { debounceMs: 20 });
});
afterEach(async () => await watcher.close());
afterAll(async () => await rm(root, { recursive: true, force: true }));

function moduleText(name: string, value: number): string {
  return `import { definePlugin } from '@heddle/runtime';
import { z } from 'zod';
export default definePlugin({ name: '${name}', description: 'Gives a value.', input: z.object({}), run: () => ${value} });
`;
}

/** What was told last, once that many changes were told. */
async function change(count: number): Promise<{ loaded: LoadedPlugins; changes: PluginChanges }> {
  await vi.waitFor(() => expect(seen.length).toBeGreaterThanOrEqual(count), { timeout: 15_000 });
  return seen[count - 1]!;
}

test('plugins come, change and go with their files', async () => {
  expect(watcher.current.plugins.map(({ name }) => name)).toEqual(['a']);
  const a = watcher.current.plugins[0];
  await writeFile(join(folder, 'b.ts'), moduleText('b', 1));
  const added = await change(1);
  expect(added.changes).toEqual({ added: ['b'], changed: [], removed: [] });
  expect(added.loaded.plugins[0]).toBe(a);
  await writeFile(join(folder, 'b.ts'), moduleText('b', 2));
  expect((await change(2)).changes).toEqual({ added: [], changed: ['b'], removed: [] });
  await rm(join(folder, 'a.ts'));
  expect((await change(3)).changes).toEqual({ added: [], changed: [], removed: ['a'] });
  expect(watcher.current.plugins.map(({ name }) => name)).toEqual(['b']);
});

test('an edit that breaks a file keeps its last working version and says so, until it is mended', async () => {
  const a = watcher.current.plugins[0];
  await writeFile(join(folder, 'a.ts'), 'export default definePlugin(');
  const broken = await change(1);
  expect(broken.loaded.plugins).toEqual([a]);
  expect(broken.loaded.errors).toMatchObject([{ plugin: 'a.ts', message: expect.stringContaining('The last version that worked is kept.') }]);
  await writeFile(join(folder, 'a.ts'), moduleText('a', 3));
  const mended = await change(2);
  expect(mended.changes).toEqual({ added: [], changed: ['a'], removed: [] });
  expect(mended.loaded.errors).toEqual([]);
});
