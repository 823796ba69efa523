import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { RuntimeError } from '../errors.js';
import { createModuleImporter } from '../plugins/import-module.js';

const NAMES = ['heddle.config.ts', 'heddle.config.js', 'heddle.config.mjs', 'heddle.config.json'] as const;

/**
 * Path of the project file of a folder; `undefined` when it has none. Folders above are not looked at.
 *
 * @throws {RuntimeError} `BAD_CONFIG` when there are several
 */
export function findProjectFile(directory: string): string | undefined {
  const found = NAMES.map((name) => join(directory, name)).filter((path) => existsSync(path));
  if (found.length > 1) throw new RuntimeError('BAD_CONFIG', `${directory} has ${found.map((path) => basename(path)).join(' and ')}. Keep one of them.`);
  return found[0];
}

/**
 * What a project file exports by default. Runs that file and what it imports, nothing else.
 *
 * @throws {RuntimeError} `BAD_CONFIG` when it cannot be read or run, or exports nothing
 */
export async function readProjectFile(path: string): Promise<unknown> {
  let content: unknown;
  try {
    content = path.endsWith('.json') ? JSON.parse(await readFile(path, 'utf8')) : await importDefault(path);
  } catch (cause) {
    throw new RuntimeError('BAD_CONFIG', `${path} cannot be loaded: ${firstLine(cause)}`, { cause });
  }
  if (typeof content === 'object' && content !== null && !Array.isArray(content)) return content;
  throw new RuntimeError('BAD_CONFIG', `${path} does not give a configuration. Write "export default defineConfig({ ... })" in it.`);
}

/** Node alone would not read TypeScript. A file that was edited is read again. */
async function importDefault(path: string): Promise<unknown> {
  const importModule = await createModuleImporter();
  return (await importModule(path))['default'];
}

function firstLine(error: unknown): string {
  return (error instanceof Error ? error.message : String(error)).split('\n', 1)[0]!.slice(0, 400);
}
