import { existsSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { ROOT, installIfNeeded } from './install.mjs';
import { mustRun } from './run-command.mjs';
import { sayWhile } from './say.mjs';

const DASHBOARD = `${ROOT}apps/dashboard/`;

/** Compiles the packages (only what changed), and the dashboard when it is older than its sources. */
export async function build() {
  const done = sayWhile('Building');
  await mustRun(process.execPath, [`${ROOT}node_modules/typescript/bin/tsc`, '-b'], { cwd: ROOT });
  if (dashboardIsStale()) {
    // Before the bundler, whose output is not shown: what the compiler finds, it says on standard output.
    await mustRun(process.execPath, [`${ROOT}node_modules/typescript/bin/tsc`, '-b', DASHBOARD], { cwd: ROOT });
    await mustRun('npm', ['run', '--silent', 'build', '--workspace', 'apps/dashboard'], { cwd: ROOT, stdio: ['ignore', 'ignore', 'inherit'] });
  }
  done();
}

function dashboardIsStale() {
  const built = `${DASHBOARD}dist/index.html`;
  if (!existsSync(built)) return true;
  const builtAt = statSync(built).mtimeMs;
  const sources = [`${DASHBOARD}src`, `${DASHBOARD}index.html`, `${DASHBOARD}vite.config.ts`, `${DASHBOARD}package.json`, `${ROOT}packages/model/src`];
  return sources.some((path) => newestIn(path) > builtAt);
}

function newestIn(path) {
  if (!existsSync(path)) return 0;
  const stats = statSync(path);
  if (!stats.isDirectory()) return stats.mtimeMs;
  return Math.max(stats.mtimeMs, ...readdirSync(path).map((name) => newestIn(join(path, name))));
}

if (import.meta.url === pathToFileURL(process.argv[1]).href) {
  await installIfNeeded();
  await build();
}
