import { existsSync } from 'node:fs';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { basename, dirname, join, relative, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { CliError } from '../cli-error.js';
import { ink } from '../terminal/ink.js';
import { VERSION } from '../version.js';

const TEMPLATE = fileURLToPath(new URL('../../template/', import.meta.url));

/** Files of a new project, and what they are called in the package: npm would leave a `.gitignore` out. */
const FILES: Readonly<Record<string, string>> = {
  'heddle.config.ts': 'heddle.config.ts',
  'plugins/hello.ts': 'plugins/hello.ts',
  'README.md': 'README.md',
  '.gitignore': 'gitignore',
  'package.json': 'package.json',
};

/** Makes a project and says what comes next. */
export async function init(dir: string): Promise<void> {
  const folder = resolve(dir);
  await initProject(folder);
  const there = relative(process.cwd(), folder);
  const next = [...(there === '' ? [] : [`cd ${/^[\w./-]+$/.test(there) ? there : `'${there.replaceAll("'", "'\\''")}'`}`]), 'heddle doctor'].join(' && ');
  process.stdout.write(`${Object.keys(FILES).map((file) => `  ${ink('good', '+')} ${join(there, file)}`).join('\n')}\n\nNext: ${ink('strong', next)}\nThen: heddle chat\n`);
}

/**
 * Writes the files of a new project.
 *
 * @throws {CliError} when one of them is there already; then none is written
 */
async function initProject(folder: string): Promise<void> {
  const taken = Object.keys(FILES).filter((file) => existsSync(join(folder, file)));
  if (taken.length > 0) throw new CliError(`${folder} already has ${taken.join(', ')}, and nothing is overwritten. Choose another folder: heddle init DIR.`);
  const name = packageName(basename(folder));
  for (const [file, source] of Object.entries(FILES)) {
    const text = await readFile(join(TEMPLATE, source), 'utf8');
    await mkdir(dirname(join(folder, file)), { recursive: true });
    await writeFile(join(folder, file), text.replaceAll('__NAME__', name).replaceAll('__VERSION__', VERSION), { flag: 'wx' });
  }
}

/** A folder may be called anything; a package may not. */
function packageName(folder: string): string {
  const name = folder.toLowerCase().replaceAll(/[^a-z0-9-]+/g, '-').replaceAll(/^-+|-+$/g, '').slice(0, 60);
  return name === '' ? 'my-agent' : name;
}
