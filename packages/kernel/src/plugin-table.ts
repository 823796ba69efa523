import type { CallablePlugin } from './callable-plugin.js';
import { KernelError } from './errors.js';
import { isTableSchema, schemaFields } from './json-schema.js';
import type { PluginStub } from './protocol/frames.js';
import { RESERVED_WORDS } from './reserved-words.js';

const NAME = /^[A-Za-z_$][\w$]{0,63}(?:\.[A-Za-z_$][\w$]{0,63}){0,3}$/;

/**
 * The plugins of a kernel by name.
 *
 * @throws {KernelError} `BAD_PLUGIN_NAME` when code could not call one by its name
 */
export function pluginTable(plugins: readonly CallablePlugin[]): ReadonlyMap<string, CallablePlugin> {
  const table = new Map<string, CallablePlugin>();
  for (const plugin of plugins) {
    const problem = nameProblem(plugin.name, table);
    if (problem) throw new KernelError('BAD_PLUGIN_NAME', `The plugin "${plugin.name}" ${problem}`);
    table.set(plugin.name, plugin);
  }
  return table;
}

function nameProblem(name: string, table: ReadonlyMap<string, CallablePlugin>): string | undefined {
  if (!NAME.test(name)) return 'cannot be called by that name. Use up to four identifiers joined by dots, such as "weather.load".';
  const parts = name.split('.');
  const reserved = parts.find((part) => RESERVED_WORDS.has(part));
  if (reserved !== undefined) return `uses the name "${reserved}", which code needs for itself. Rename it.`;
  if (table.has(name)) return 'is there twice. Remove one of them.';
  for (let length = 1; length < parts.length; length++) {
    const prefix = parts.slice(0, length).join('.');
    if (table.has(prefix)) return `is named like a part of "${prefix}", which is a plugin itself. Rename one of them.`;
  }
  for (const other of table.keys()) if (other.startsWith(`${name}.`)) return `has the name of the group that "${other}" is in. Rename one of them.`;
  return undefined;
}

/** What the kernel is told of a plugin. */
export function pluginStub({ name, description, inputSchema, outputSchema }: CallablePlugin): PluginStub {
  const fields = schemaFields(inputSchema);
  const parameters = [...fields.filter(({ required }) => required), ...fields.filter(({ required }) => !required)].map((field) => field.name);
  return { name, description, parameters, table: isTableSchema(outputSchema) };
}
