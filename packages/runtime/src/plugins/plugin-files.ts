import { createHash } from 'node:crypto';
import { readdir, readFile, stat } from 'node:fs/promises';
import { join, relative } from 'node:path';

/** A file that is read for plugins. */
export interface PluginFile {
  /** Within the folder. */
  readonly name: string;
  readonly path: string;
  /** Changes whenever the file, or one that it may import from the folder, does. */
  readonly hash: string;
}

const MODULE = /\.(?:ts|mts|js|mjs)$/;
const NOT_A_PLUGIN = /(?:^[._]|\.d\.m?ts$|\.(?:test|spec)\.m?[jt]s$)/;
const MAX_FILES = 2_000;

/**
 * Plugin files of a folder by name: modules directly in it, except tests and those whose name begins with `_`.
 * Everything else, also in folders below, is there to be imported by them.
 *
 * @throws when the folder cannot be read
 */
export async function findPluginFiles(folder: string): Promise<readonly PluginFile[]> {
  const names = (await readdir(folder, { withFileTypes: true })).filter((entry) => !entry.isDirectory()).map((entry) => entry.name);
  const plugins = names.filter((name) => MODULE.test(name) && !NOT_A_PLUGIN.test(name)).sort();
  const shared = (await importable(folder)).filter((path) => !plugins.includes(relative(folder, path)));
  const sharedHash = createHash('sha256');
  for (const path of shared.sort()) sharedHash.update(`${relative(folder, path)}\0`).update(await contentOf(path));
  const common = sharedHash.digest();
  return await Promise.all(
    plugins.map(async (name) => {
      const path = join(folder, name);
      return { name, path, hash: createHash('sha256').update(common).update(await contentOf(path)).digest('hex') };
    }),
  );
}

async function importable(folder: string, found: string[] = []): Promise<string[]> {
  for (const entry of await readdir(folder, { withFileTypes: true })) {
    if (entry.name.startsWith('.') || entry.name === 'node_modules') continue;
    const path = join(folder, entry.name);
    if (entry.isDirectory()) await importable(path, found);
    else if (found.length < MAX_FILES && (MODULE.test(entry.name) || entry.name.endsWith('.json'))) found.push(path);
  }
  return found;
}

/** Empty for a file that went away meanwhile, or that is no plain file. */
async function contentOf(path: string): Promise<Uint8Array> {
  const facts = await stat(path).catch(() => undefined);
  return facts?.isFile() ? await readFile(path).catch(() => new Uint8Array()) : new Uint8Array();
}
