import * as zod from 'zod';

export type ImportModule = (path: string) => Promise<Readonly<Record<string, unknown>>>;

// By its package name, so that a plugin file and the program that loads it share one runtime; a variable keeps the compiler out.
const RUNTIME: string = '@heddle/runtime';

/**
 * Makes a function that reads TypeScript and JavaScript modules anew each time, with everything they import from files.
 * `@heddle/runtime` and `zod` are those of this process, also where the folder has no node_modules.
 */
export async function createModuleImporter(): Promise<ImportModule> {
  const [{ createJiti }, runtime] = await Promise.all([import('jiti'), import(RUNTIME) as Promise<unknown>]);
  const jiti = createJiti(import.meta.url, {
    moduleCache: false,
    fsCache: false,
    interopDefault: false,
    sourceMaps: true,
    virtualModules: { [RUNTIME]: runtime, zod },
  });
  return async (path) => await jiti.import<Readonly<Record<string, unknown>>>(path);
}
