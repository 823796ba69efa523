import type { LoadedPlugins } from './load-plugins.js';
import type { PluginSource } from './plugin-source.js';
import { watchPlugins, type PluginWatcher } from './watch-plugins.js';

/**
 * A folder of plugins that is read again whenever it changes.
 *
 * @param known - as it was loaded before: it then stands for these plugins, and says what is wrong only when that changes
 */
export function watchedFolder(folder: string, known?: LoadedPlugins): PluginSource {
  let watcher: PluginWatcher | undefined;
  return {
    ...(known && { standsFor: known.plugins }),
    async open(onChange) {
      watcher = await watchPlugins(folder, onChange);
      const { plugins, errors } = watcher.current;
      return { plugins, errors: known ? [] : errors };
    },
    close: async () => await watcher?.close(),
  };
}
