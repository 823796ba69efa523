import type { PluginError } from '@heddle/model';
import { errorFacts } from '@heddle/sdk';
import { createHash } from 'node:crypto';
import { resolve } from 'node:path';
import { exportedPlugins } from './exported-plugins.js';
import { createModuleImporter, type ImportModule } from './import-module.js';
import { withoutConflicts } from './plugin-conflicts.js';
import { findPluginFiles, type PluginFile } from './plugin-files.js';
import type { Plugin } from './plugin.js';

/** What a folder of plugins holds. */
export interface LoadedPlugins {
  readonly plugins: readonly Plugin[];
  /** One for each file that could not be loaded, and for each plugin that had to be left out. */
  readonly errors: readonly PluginError[];
  /** The file of each plugin, by the plugin's name. */
  readonly files: ReadonlyMap<string, string>;
}

export interface LoadPluginsOptions {
  /** Longest time a file may take to load; default 10,000. */
  readonly timeoutMs?: number;
}

/** One file, read. */
export type ReadFile =
  | { readonly kind: 'loaded'; readonly file: PluginFile; readonly plugins: readonly Plugin[] }
  | { readonly kind: 'failed'; readonly file: PluginFile; readonly message: string };

/**
 * Loads the plugins of a folder: every `.ts`, `.mts`, `.js` or `.mjs` file in it is run, as this process and with its rights.
 *
 * @returns also when files fail, or the folder is not there: see `errors`
 */
export async function loadPlugins(folder: string, options: LoadPluginsOptions = {}): Promise<LoadedPlugins> {
  try {
    return mergePluginFiles(await readPluginFiles(folder, options));
  } catch (thrown) {
    return { plugins: [], files: new Map(), errors: [folderError(folder, thrown)] };
  }
}

export function folderError(folder: string, thrown: unknown): PluginError {
  return { type: 'plugin-error', plugin: folder, message: `The folder of plugins ${folder} cannot be read: ${errorFacts(thrown).message}` };
}

/** @throws when the folder cannot be read */
export async function readPluginFiles(folder: string, { timeoutMs = 10_000 }: LoadPluginsOptions): Promise<readonly ReadFile[]> {
  const files = await findPluginFiles(resolve(folder));
  if (files.length === 0) return [];
  const importModule = await createModuleImporter();
  const read: ReadFile[] = [];
  // One after the other: modules are translated on this thread, and the time of one must not be taken from the next.
  for (const file of files) read.push(await readPluginFile(file, importModule, timeoutMs));
  return read;
}

async function readPluginFile(file: PluginFile, importModule: ImportModule, timeoutMs: number): Promise<ReadFile> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`It was not loaded after ${timeoutMs / 1_000} s. Do slow work in "create" instead.`)), timeoutMs);
  });
  try {
    const module = await Promise.race([importModule(file.path), late]);
    return { kind: 'loaded', file, plugins: exportedPlugins(module).map((plugin) => withFileHash(plugin, file)) };
  } catch (thrown) {
    return { kind: 'failed', file, message: errorFacts(thrown).message };
  } finally {
    clearTimeout(timer);
  }
}

/** A function's own text does not tell a constant beside it, or a function it imports: the files do. */
function withFileHash(plugin: Plugin, file: PluginFile): Plugin {
  return { ...plugin, hash: createHash('sha256').update(plugin.hash).update(file.hash).digest('hex').slice(0, 16) };
}

/** The plugins of all files side by side; of two with one name the first is used. */
export function mergePluginFiles(files: readonly ReadFile[]): LoadedPlugins {
  const fileOf = new Map<Plugin, string>();
  const failures: PluginError[] = [];
  for (const read of files) {
    if (read.kind === 'failed') failures.push({ type: 'plugin-error', plugin: read.file.name, message: `${read.file.name}: ${read.message}` });
    else for (const plugin of read.plugins) fileOf.set(plugin, read.file.name);
  }
  const { plugins, errors } = withoutConflicts([...fileOf.keys()]);
  return {
    plugins,
    errors: [...failures, ...errors.map((error) => ({ ...error, message: `${error.message} (Plugins named so: ${filesNaming(error.plugin, fileOf)}.)` }))],
    files: new Map(plugins.map((plugin) => [plugin.name, fileOf.get(plugin)!])),
  };
}

function filesNaming(name: string, fileOf: ReadonlyMap<Plugin, string>): string {
  const files = [...fileOf].flatMap(([plugin, file]) => (plugin.name === name ? [file] : []));
  return [...new Set(files)].join(', ');
}
