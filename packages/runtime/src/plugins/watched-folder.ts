import type { PluginSource } from './plugin-source.js';
import { watchPlugins, type PluginWatcher } from './watch-plugins.js';

/** A folder of plugins that is read again whenever it changes. */
export function watchedFolder(folder: string): PluginSource {
  let watcher: PluginWatcher | undefined;
  return {
    async open(onChange) {
      watcher = await watchPlugins(folder, onChange);
      return watcher.current;
    },
    close: async () => await watcher?.close(),
  };
}
