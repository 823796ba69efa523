import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';

/** Path of the Deno that the npm package `deno` brings for this machine; `undefined` when it was not installed. */
export function findDeno(platform = process.platform, arch = process.arch): string | undefined {
  const target = platform === 'linux' ? `linux-${arch}-glibc` : `${platform}-${arch}`;
  try {
    // Its own install script only copies the program; a package manager that runs no scripts leaves it here.
    const here = createRequire(import.meta.url);
    const packages = createRequire(here.resolve('deno/package.json'));
    const program = join(dirname(packages.resolve(`@deno/${target}/package.json`)), platform === 'win32' ? 'deno.exe' : 'deno');
    return existsSync(program) ? program : undefined;
  } catch {
    return undefined;
  }
}
