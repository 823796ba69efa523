import { createRequire } from 'node:module';
import process from 'node:process';
import { pathToFileURL } from 'node:url';
import type { BUILT_IN_MODULES } from '../typescript/built-in-modules.js';

type BuiltIn = (typeof BUILT_IN_MODULES)[number];

// Written out here as well: the runner imports nothing. The type keeps the two lists equal.
const BUILT_IN: Readonly<Record<BuiltIn, true>> = {
  'node:assert': true, 'node:buffer': true, 'node:crypto': true, 'node:events': true, 'node:fs': true, 'node:fs/promises': true, 'node:os': true,
  'node:path': true, 'node:querystring': true, 'node:readline': true, 'node:stream': true, 'node:stream/promises': true,
  'node:string_decoder': true, 'node:url': true, 'node:util': true, 'node:zlib': true,
};

/** Folder of the packages the project allows, when it allows any. */
const layer = process.argv[2];
const fromLayer = layer === undefined ? undefined : createRequire(`${layer}/package.json`);

/**
 * Imports a module for a cell.
 *
 * @param wanted - export names the cell binds; a missing one is an error, as it would be in a module
 */
export async function importModule(specifier: unknown, wanted: readonly string[] = []): Promise<Record<string, unknown>> {
  const name = String(specifier);
  const module: Record<string, unknown> = await import(locate(name));
  for (const binding of wanted) if (!(binding in module)) throw new SyntaxError(`"${name}" has no export "${binding}".`);
  return module;
}

function locate(name: string): string {
  const builtIn = name.startsWith('node:') ? name : `node:${name}`;
  if (Object.hasOwn(BUILT_IN, builtIn)) return builtIn;
  const isPackage = /^(?:@[\w.-]+\/)?[\w-][\w.-]*(?:\/[\w./-]+)?$/.test(name) && !name.includes('..');
  if (fromLayer && isPackage) {
    try {
      const path = fromLayer.resolve(name);
      if (path.startsWith(`${layer}/`)) return pathToFileURL(path).href;
    } catch {
      // Not in the layer: the message below names what there is.
    }
  }
  const packages = fromLayer ? ', and the packages the project allows' : '';
  throw new Error(`"${name}" cannot be imported in this kernel. Available: ${Object.keys(BUILT_IN).join(', ')}${packages}.`);
}
