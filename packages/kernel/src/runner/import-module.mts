/** Modules that every cell may import: data and the files of the workspace, no network, no processes. */
const BUILT_IN = new Set([
  'assert', 'buffer', 'crypto', 'events', 'fs', 'fs/promises', 'os', 'path', 'querystring', 'readline', 'stream', 'stream/promises',
  'string_decoder', 'url', 'util', 'zlib',
]);

/**
 * Imports a module for a cell.
 *
 * @param wanted - export names the cell binds; a missing one is an error, as it would be in a module
 */
export async function importModule(specifier: unknown, wanted: readonly string[] = []): Promise<Record<string, unknown>> {
  const name = String(specifier);
  const bare = name.replace(/^node:/, '');
  if (!BUILT_IN.has(bare)) {
    throw new Error(`"${name}" cannot be imported in this kernel. Available: ${[...BUILT_IN].map((module) => `node:${module}`).join(', ')}.`);
  }
  const module: Record<string, unknown> = await import(`node:${bare}`);
  for (const binding of wanted) if (!(binding in module)) throw new SyntaxError(`"${name}" has no export "${binding}".`);
  return module;
}
