import { existsSync, readdirSync } from 'node:fs';
import { build } from './build.mjs';
import { installIfNeeded, ROOT } from './install.mjs';
import { say } from './say.mjs';

// Usage: npm run bench -- NAME [--json] [flags of the bench]
const [name, ...flags] = process.argv.slice(2);
const names = readdirSync(`${ROOT}bench`).flatMap((file) => (file.endsWith('.bench.mjs') ? [file.slice(0, -'.bench.mjs'.length)] : [])).sort();
if (name === undefined || !existsSync(`${ROOT}bench/${name}.bench.mjs`)) {
  say(`Usage: npm run bench -- NAME [--json]. There are: ${names.join(', ')}.`);
  process.exit(2);
}

await installIfNeeded();
await build();
const { default: bench } = await import(`../bench/${name}.bench.mjs`);
await bench({ json: flags.includes('--json'), flags });
