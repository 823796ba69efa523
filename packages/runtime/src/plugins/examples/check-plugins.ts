import { loadPlugins, runPluginExamples } from '@heddle/runtime';

/** Loads a folder of plugins, tries their examples, and says what is wrong. */
export async function checkPlugins(folder: string): Promise<readonly string[]> {
  const { plugins, errors } = await loadPlugins(folder);
  const results = (await Promise.all(plugins.map((plugin) => runPluginExamples(plugin)))).flat();
  const failed = results.filter(({ status }) => status === 'failed');
  return [...errors.map(({ message }) => message), ...failed.map(({ plugin, title, message }) => `${plugin}, ${title}: ${message}`)];
}
