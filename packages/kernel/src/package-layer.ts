import type { KernelLanguage } from '@heddle/model';
import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { chmod, mkdir, mkdtemp, readdir, realpath, rename, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { KernelError } from './errors.js';
import { findPython } from './places/find-python.js';

const run = promisify(execFile);
const TIME_LIMIT_MS = 10 * 60_000;

export interface PackageLayerOptions {
  readonly language: KernelLanguage;
  /** What may be imported, as npm or pip name it: `lodash@4.17.21`, `numpy==1.26.4`. From the project, never from code. */
  readonly packages: readonly string[];
  /** Folder that keeps layers; one layer serves every kernel with the same list. */
  readonly folder: string;
}

/** Packages that kernels may import: installed once by the host, read-only for the code. */
export interface PackageLayer {
  /** Folder the kernel sees, read-only. */
  readonly folder: string;
  /** The names that can be imported from it, for prompts. */
  readonly modules: readonly string[];
}

/**
 * Installs a project's packages, or finds them installed. No install scripts are run, and Python packages come as wheels.
 *
 * @throws {KernelError} `PACKAGES_FAILED` when one cannot be installed
 */
export async function openPackageLayer({ language, packages, folder }: PackageLayerOptions): Promise<PackageLayer> {
  const bad = packages.find((name) => name.startsWith('-') || /[\s\0]/.test(name));
  if (bad !== undefined) throw new KernelError('PACKAGES_FAILED', `"${bad}" is not a package. Name it as npm or pip does, such as "lodash@4.17.21".`);
  const hash = createHash('sha256').update(JSON.stringify([language, [...packages].sort()])).digest('hex').slice(0, 16);
  const layer = join(folder, `${language}-${hash}`);
  if (!(await stat(layer).then(() => true, () => false))) await install(language, packages, folder, layer);
  // Modules are found by their real path: a link on the way would make them look like none of the layer's.
  return { folder: await realpath(layer), modules: await modulesOf(language, layer) };
}

/** Builds the layer beside its place and moves it there: a layer is whole or absent. */
async function install(language: KernelLanguage, packages: readonly string[], folder: string, layer: string): Promise<void> {
  await mkdir(folder, { recursive: true });
  const draft = await mkdtemp(join(folder, 'draft-'));
  try {
    await (language === 'python' ? installPython : installNode)(packages, draft);
    await makeReadOnly(draft);
    await rename(draft, layer);
  } catch (cause) {
    await rm(draft, { recursive: true, force: true });
    if (await stat(layer).then(() => true, () => false)) return; // Another process was faster.
    const { stderr, message } = cause as Error & { readonly stderr?: string };
    throw new KernelError('PACKAGES_FAILED', `The packages ${packages.join(', ')} could not be installed: ${(stderr || message).trim().slice(-500)}`, { cause });
  }
}

async function installNode(packages: readonly string[], folder: string): Promise<void> {
  await writeFile(join(folder, 'package.json'), '{ "private": true }\n');
  await run('npm', ['install', '--ignore-scripts', '--no-audit', '--no-fund', '--install-links', '--', ...packages], { cwd: folder, timeout: TIME_LIMIT_MS });
}

async function installPython(packages: readonly string[], folder: string): Promise<void> {
  const python = (await findPython()) ?? 'python3';
  const words = ['-m', 'pip', 'install', '--target', folder, '--only-binary', ':all:', '--disable-pip-version-check', '--quiet', '--', ...packages];
  await run(python, words, { timeout: TIME_LIMIT_MS });
}

async function modulesOf(language: KernelLanguage, layer: string): Promise<readonly string[]> {
  if (language === 'typescript') {
    const names = await readdir(join(layer, 'node_modules')).catch(() => []);
    const scoped = names.filter((name) => name.startsWith('@')).map(async (scope) => (await readdir(join(layer, 'node_modules', scope))).map((name) => `${scope}/${name}`));
    return [...names.filter((name) => !/^[.@]/.test(name)), ...(await Promise.all(scoped)).flat()].sort();
  }
  const entries = await readdir(layer, { withFileTypes: true });
  return entries.flatMap(({ name }) => (/^[A-Za-z]\w*(?:\.py)?$/.test(name) && name !== 'bin' ? [name.replace(/\.py$/, '')] : [])).sort();
}

async function makeReadOnly(folder: string): Promise<void> {
  for (const entry of await readdir(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) await makeReadOnly(path);
    else if (entry.isFile()) await chmod(path, 0o444);
  }
}
