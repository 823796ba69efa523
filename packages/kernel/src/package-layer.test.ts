import { execFileSync } from 'node:child_process';
import { mkdir, mkdtemp, readdir, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openTestBed } from './conformance/test-bed.js';
import { openPackageLayer } from './package-layer.js';
import { findPython } from './places/find-python.js';

let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'heddle-layer-'));
});

afterAll(() => rm(folder, { recursive: true, force: true }));

/** A package on this disk: nothing is downloaded. */
async function localPackage(): Promise<string> {
  const source = join(folder, 'greeter');
  await mkdir(source, { recursive: true });
  await writeFile(join(source, 'package.json'), JSON.stringify({ name: 'greeter', version: '1.0.0', main: 'index.cjs' }));
  await writeFile(join(source, 'index.cjs'), 'exports.greet = (name) => `hello ${name}`;');
  return source;
}

test('packages are installed once, and cells of every kernel with that list can import them', async () => {
  const options = { language: 'typescript' as const, packages: [await localPackage()], folder: join(folder, 'layers') };
  const layer = await openPackageLayer(options);
  expect(layer.modules).toEqual(['greeter']);
  expect((await openPackageLayer(options)).folder).toBe(layer.folder);
  expect(await readdir(options.folder)).toHaveLength(1);
  const bed = await openTestBed({ packages: layer });
  expect((await bed.run("import { greet } from 'greeter';\ngreet('Ada')")).value?.['text/plain']).toBe('hello Ada');
  expect((await bed.run("import 'left-pad'")).error?.message).toContain('"left-pad" cannot be imported in this kernel.');
  expect(bed.kernel.declarations()).toContain('greeter');
  await bed.close();
});

test('a layer is found behind a link', async () => {
  const [there, link] = [join(folder, 'there'), join(folder, 'link')];
  await mkdir(there);
  await symlink(there, link);
  const bed = await openTestBed({ packages: await openPackageLayer({ language: 'typescript', packages: [await localPackage()], folder: link }) });
  expect((await bed.run("import { greet } from 'greeter';\ngreet('Ada')")).value?.['text/plain']).toBe('hello Ada');
  await bed.close();
});

test('a wheel is importable from Python cells', async (context) => {
  const python = await findPython();
  const withPip = python !== undefined && (() => {
    try {
      execFileSync(python, ['-m', 'pip', '--version'], { stdio: 'ignore' });
      return true;
    } catch {
      return false;
    }
  })();
  if (!withPip) return context.skip('pip is not installed');
  const wheel = join(folder, 'greeter-1.0.0-py3-none-any.whl');
  execFileSync(python!, ['-c', `import zipfile\nwith zipfile.ZipFile(${JSON.stringify(wheel)}, 'w') as z:
  z.writestr('greeter.py', 'def greet(name): return f"hello {name}"')
  z.writestr('greeter-1.0.0.dist-info/METADATA', 'Metadata-Version: 2.1\\nName: greeter\\nVersion: 1.0.0\\n')
  z.writestr('greeter-1.0.0.dist-info/WHEEL', 'Wheel-Version: 1.0\\nGenerator: test\\nRoot-Is-Purelib: true\\nTag: py3-none-any\\n')
  z.writestr('greeter-1.0.0.dist-info/RECORD', '')`]);
  const layer = await openPackageLayer({ language: 'python', packages: [wheel], folder: join(folder, 'layers') });
  const bed = await openTestBed({ language: 'python', packages: layer });
  expect((await bed.run("import greeter\ngreeter.greet('Ada')")).value?.['text/plain']).toBe('hello Ada');
  await bed.close();
});

test('what is no package, or cannot be installed, is an error with the reason', async () => {
  const options = { language: 'typescript' as const, folder: join(folder, 'layers') };
  await expect(openPackageLayer({ ...options, packages: ['--global'] })).rejects.toMatchObject({ code: 'PACKAGES_FAILED' });
  await expect(openPackageLayer({ ...options, packages: [join(folder, 'missing')] })).rejects.toMatchObject({ code: 'PACKAGES_FAILED' });
  expect((await readdir(join(folder, 'layers'))).filter((name) => name.startsWith('draft'))).toEqual([]);
});
