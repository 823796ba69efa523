import { execFileSync } from 'node:child_process';
import { link, mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { WorkspaceFiles } from './workspace-files.js';

let root: string;
let folder: string;
let files: WorkspaceFiles;

beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'heddle-files-'));
  folder = join(root, 'workspace');
  await mkdir(join(folder, 'sub'), { recursive: true });
  await writeFile(join(root, 'secret'), 'secret');
  files = new WorkspaceFiles(folder);
});

afterEach(() => rm(root, { recursive: true, force: true }));

test('new and changed files are listed once', async () => {
  await writeFile(join(folder, 'sub', 'a.csv'), '1');
  expect(await files.changes()).toEqual([{ path: 'sub/a.csv', sizeBytes: 1 }]);
  expect(await files.changes()).toEqual([]);
  await writeFile(join(folder, 'sub', 'a.csv'), '12');
  expect(await files.changes()).toEqual([{ path: 'sub/a.csv', sizeBytes: 2 }]);
});

test('links, pipes, hidden files and installed packages are passed over', async () => {
  await symlink(join(root, 'secret'), join(folder, 'link'));
  await symlink(root, join(folder, 'up'));
  execFileSync('mkfifo', [join(folder, 'pipe')]);
  await writeFile(join(folder, '.hidden'), 'x');
  await mkdir(join(folder, 'node_modules'));
  await writeFile(join(folder, 'node_modules', 'a.js'), 'x');
  expect(await files.changes()).toEqual([]);
});

test('what took the place of a file after it was listed is not read', async () => {
  await symlink(join(root, 'secret'), join(folder, 'link'));
  await link(join(root, 'secret'), join(folder, 'hard'));
  await symlink(root, join(folder, 'up'));
  execFileSync('mkfifo', [join(folder, 'pipe')]);
  for (const path of ['link', 'hard', 'up/secret', '../secret', 'pipe', 'missing']) expect(await files.read(path, 100), path).toHaveProperty('refused');
});

test('a file is read up to its limit', async () => {
  await writeFile(join(folder, 'a'), 'abc');
  expect(Buffer.from((await files.read('a', 3)) as Uint8Array).toString()).toBe('abc');
  expect(await files.read('a', 2)).toEqual({ refused: 'it has 3 bytes; at most 2 are kept' });
});
