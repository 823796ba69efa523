import { createHash } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { runCommand } from './run-command.mjs';
import { say, sayWhile } from './say.mjs';

export const ROOT = fileURLToPath(new URL('..', import.meta.url));
const STAMP = `${ROOT}node_modules/.installed-lock`;

/** Installs what the lock file names, unless that was done before. Ends the process when it fails. */
export async function installIfNeeded() {
  checkNode();
  const lock = createHash('sha256').update(readFileSync(`${ROOT}package-lock.json`)).digest('hex');
  if (existsSync(STAMP) && readFileSync(STAMP, 'utf8') === lock) return;
  const done = sayWhile('Installing packages. The first time this takes a few minutes: the embedded database alone is a 180 MB download');
  // No package may run code while it is installed; none of ours needs to. `npm ci` would insist on native parts for every
  // other platform as well, which a registry mirror may not have.
  const code = await runCommand('npm', ['install', '--no-save', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error'], { cwd: ROOT, stdio: ['ignore', process.stderr, process.stderr] });
  done();
  if (code !== 0) {
    say('npm could not install the packages; its message is above. Check the network, then start again.');
    process.exit(code);
  }
  writeFileSync(STAMP, lock);
}

function checkNode() {
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
  if (major > 20 || (major === 20 && minor >= 19)) return;
  say(`Heddle needs Node 20.19 or newer; this is ${process.versions.node}. Install a newer one from nodejs.org.`);
  process.exit(1);
}
