import { readFileSync } from 'node:fs';

/** Version of the command, which is that of every Heddle package. Read here, so that the help needs none of them. */
export const VERSION = (JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8')) as { readonly version: string }).version;
