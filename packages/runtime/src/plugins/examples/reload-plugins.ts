import { watchPlugins, type PluginWatcher } from '../watch-plugins.js';

/** Says what became of the plugins of a folder whenever one of its files changes. */
export async function sayChanges(folder: string, say: (line: string) => void): Promise<PluginWatcher> {
  return await watchPlugins(folder, ({ errors }, { added, changed, removed }) => {
    for (const [word, names] of Object.entries({ added, changed, removed })) for (const name of names) say(`${word} ${name}`);
    for (const { message } of errors) say(message);
  });
}
