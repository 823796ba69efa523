import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/** Where the built dashboard may be: beside this package when installed, in the workspace when developed. */
const CANDIDATES = ['../../dashboard/', '../../../../apps/dashboard/dist/'];

/** The folder of the built dashboard; `undefined` when it was not built. */
export function dashboardFolder(): string | undefined {
  return CANDIDATES.map((path) => fileURLToPath(new URL(path, import.meta.url))).find((path) => existsSync(`${path}index.html`));
}
