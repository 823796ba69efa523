import type { PluginError } from '@heddle/model';

/** Plugins that code can call side by side, and why the others are left out. */
export interface PluginChoice<P> {
  readonly plugins: readonly P[];
  readonly errors: readonly PluginError[];
}

/** Of two plugins that cannot both be called by name the earlier stays: `load` twice, or `load` beside `load.days`. */
export function withoutConflicts<P extends { readonly name: string }>(plugins: readonly P[]): PluginChoice<P> {
  const kept: P[] = [];
  const errors: PluginError[] = [];
  for (const plugin of plugins) {
    const other = kept.find(({ name }) => name === plugin.name || name.startsWith(`${plugin.name}.`) || plugin.name.startsWith(`${name}.`));
    if (!other) kept.push(plugin);
    else errors.push({ type: 'plugin-error', plugin: plugin.name, message: conflict(plugin.name, other.name) });
  }
  return { plugins: kept, errors };
}

function conflict(name: string, other: string): string {
  if (name === other) return `There are two plugins named "${name}". The first is used; rename the other.`;
  return `"${name}" is left out, since "${other}" is there: a name cannot be a plugin and a group of plugins. Rename one of them.`;
}
