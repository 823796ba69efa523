import { isPlugin, type Plugin } from './plugin.js';

/**
 * The plugins that a module exports, by default or by name, alone or in arrays.
 *
 * @throws {TypeError} when it exports none, or something that only looks like one
 */
export function exportedPlugins(module: Readonly<Record<string, unknown>>): readonly Plugin[] {
  const plugins = new Set<Plugin>();
  for (const [key, value] of Object.entries(module)) {
    for (const one of Array.isArray(value) ? (value as unknown[]) : [value]) {
      if (isPlugin(one)) plugins.add(one);
      else if (looksLikeDefinition(one)) throw new TypeError(`The export "${key}" is a definition and no plugin yet. Pass it to definePlugin.`);
    }
  }
  if (plugins.size === 0) throw new TypeError('It exports no plugin. Export what definePlugin gives, or begin its name with "_" if others only import it.');
  return [...plugins];
}

function looksLikeDefinition(value: unknown): boolean {
  return typeof value === 'object' && value !== null && 'run' in value && 'input' in value && typeof value.run === 'function';
}
