import { watch } from 'chokidar';
import { basename } from 'node:path';
import { folderError, mergePluginFiles, readPluginFiles, type LoadedPlugins, type LoadPluginsOptions, type ReadFile } from './load-plugins.js';
import type { Plugin } from './plugin.js';

export interface WatchPluginsOptions extends LoadPluginsOptions {
  /** Quiet time after a change before the folder is read; default 150. */
  readonly debounceMs?: number;
}

/** A folder of plugins that is read again whenever it changes. */
export interface PluginWatcher {
  /** As last read. */
  readonly current: LoadedPlugins;
  close(): Promise<void>;
}

/** What a change did, by the names of plugins. */
export interface PluginChanges {
  readonly added: readonly string[];
  readonly changed: readonly string[];
  readonly removed: readonly string[];
}

/**
 * Loads a folder of plugins and watches it. A file that breaks keeps the plugins it last had, and its error says so;
 * plugins that did not change stay the same objects.
 *
 * @param onChange - told after each change of plugins or errors; it must not throw
 */
export async function watchPlugins(
  folder: string,
  onChange: (loaded: LoadedPlugins, changes: PluginChanges) => void,
  options: WatchPluginsOptions = {},
): Promise<PluginWatcher> {
  const { debounceMs = 150 } = options;
  let files: readonly ReadFile[] = [];
  let working: ReadonlyMap<string, readonly Plugin[]> = new Map();
  let current: LoadedPlugins = { plugins: [], errors: [], files: new Map() };
  let timer: NodeJS.Timeout | undefined;
  let reading: Promise<void> = Promise.resolve();
  let closed = false;

  async function read(): Promise<LoadedPlugins> {
    try {
      files = keepWorking(await readPluginFiles(folder, options), working);
    } catch (thrown) {
      return { ...current, errors: [folderError(folder, thrown)] };
    }
    working = pluginsByFile(files);
    return mergePluginFiles(files);
  }

  async function reread(): Promise<void> {
    const before = current;
    const next = await read();
    if (closed) return;
    current = next;
    const changes = pluginChanges(before.plugins, next.plugins);
    if (!isQuiet(changes) || errorText(before) !== errorText(next)) onChange(next, changes);
  }

  function soon(): void {
    clearTimeout(timer);
    timer = setTimeout(() => (reading = reading.then(reread)), debounceMs);
  }

  const watcher = watch(folder, {
    ignoreInitial: true,
    ignored: (path) => path !== folder && /^(?:\..+|node_modules)$/.test(basename(path)),
  });
  await new Promise<void>((resolve) => void watcher.once('ready', () => resolve()));
  watcher.on('all', soon).on('error', soon);
  current = await read();
  return {
    get current() {
      return current;
    },
    async close() {
      closed = true;
      clearTimeout(timer);
      await watcher.close();
      await reading;
    },
  };
}

/** A broken file has the plugins of its last working version; an unchanged plugin is the object it was. */
function keepWorking(files: readonly ReadFile[], working: ReadonlyMap<string, readonly Plugin[]>): readonly ReadFile[] {
  return files.flatMap((read): readonly ReadFile[] => {
    const before = working.get(read.file.name) ?? [];
    if (read.kind === 'loaded') {
      const same = (plugin: Plugin) => before.find(({ name, hash }) => name === plugin.name && hash === plugin.hash) ?? plugin;
      return [{ ...read, plugins: read.plugins.map(same) }];
    }
    if (before.length === 0) return [read];
    return [{ ...read, message: `${read.message} The last version that worked is kept.` }, { kind: 'loaded', file: read.file, plugins: before }];
  });
}

function pluginsByFile(files: readonly ReadFile[]): ReadonlyMap<string, readonly Plugin[]> {
  return new Map(files.flatMap((read) => (read.kind === 'loaded' ? [[read.file.name, read.plugins] as const] : [])));
}

/** What became of the plugins, told by their names and hashes. */
function pluginChanges(before: readonly Plugin[], after: readonly Plugin[]): PluginChanges {
  const old = new Map(before.map((plugin) => [plugin.name, plugin.hash]));
  const now = new Set(after.map((plugin) => plugin.name));
  return {
    added: after.filter(({ name }) => !old.has(name)).map(({ name }) => name),
    changed: after.filter(({ name, hash }) => old.has(name) && old.get(name) !== hash).map(({ name }) => name),
    removed: before.filter(({ name }) => !now.has(name)).map(({ name }) => name),
  };
}

function isQuiet({ added, changed, removed }: PluginChanges): boolean {
  return added.length + changed.length + removed.length === 0;
}

function errorText({ errors }: LoadedPlugins): string {
  return JSON.stringify(errors);
}
