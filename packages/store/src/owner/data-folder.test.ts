import { fork } from 'node:child_process';
import { mkdtemp, readFile, readdir, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { openDataFolder, readOwner } from './data-folder.js';
import { processStartTime } from './process-start-time.js';

let directory: string;

beforeEach(async () => {
  directory = join(await mkdtemp(join(tmpdir(), 'heddle-owner-')), 'data');
});

afterEach(async () => {
  await rm(join(directory, '..'), { recursive: true });
});

test('the owner says where its server answers, to this user alone', async () => {
  const folder = await openDataFolder(directory);
  await folder.announce({ url: 'http://127.0.0.1:4318', token: 'secret' });
  expect(await readOwner(directory)).toMatchObject({ pid: process.pid, url: 'http://127.0.0.1:4318', token: 'secret' });
  expect((await stat(join(directory, 'owner.json'))).mode & 0o777).toBe(0o600);
  expect((await stat(directory)).mode & 0o777).toBe(0o700);
  await folder.close();
  expect(await readOwner(directory)).toBeUndefined();
  expect(await readdir(directory)).toEqual([]);
});

test('a second owner is refused with the process and address of the first', async () => {
  const folder = await openDataFolder(directory);
  await folder.announce({ url: 'http://127.0.0.1:4318' });
  await expect(openDataFolder(directory)).rejects.toMatchObject({
    code: 'STORE_LOCKED',
    message: `${directory} is in use by process ${process.pid} at http://127.0.0.1:4318. Stop it, or pass another folder.`,
  });
  await folder.close();
});

test.each([
  ['a process that is gone', { pid: 2 ** 22 + 1, startTime: '1 x' }],
  ['an earlier process with a pid that is used again', { pid: process.pid, startTime: '1 x' }],
  ['garbage', 'not an owner'],
])('a folder left behind by %s is taken over', async (_, owner) => {
  await (await openDataFolder(directory)).close();
  await writeFile(join(directory, 'owner.json'), JSON.stringify(owner));
  expect(await readOwner(directory)).toBeUndefined();
  const folder = await openDataFolder(directory);
  expect(JSON.parse(await readFile(join(directory, 'owner.json'), 'utf8'))).toMatchObject({ pid: process.pid });
  await folder.close();
});

test('of many that find a dead owner one gets the folder', async () => {
  await (await openDataFolder(directory)).close();
  await writeFile(join(directory, 'owner.json'), JSON.stringify({ pid: 2 ** 22 + 1, startTime: '1 x' }));
  const attempts = await Promise.allSettled(Array.from({ length: 20 }, () => openDataFolder(directory)));
  expect(attempts.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
  expect(await readdir(directory)).toEqual(['owner.json']);
});

test('a folder of another living process is refused, and free once that was killed', async () => {
  const module = fileURLToPath(new URL('./data-folder.js', import.meta.url));
  const other = fork('--input-type=module', ['-e', `
    import { openDataFolder } from ${JSON.stringify(module)};
    await openDataFolder(${JSON.stringify(directory)});
    process.send('open');
    setInterval(() => {}, 1_000);
  `]);
  await new Promise((resolve) => other.once('message', resolve));
  await expect(openDataFolder(directory)).rejects.toThrow(`in use by process ${other.pid}`);
  other.kill('SIGKILL');
  await new Promise((resolve) => other.once('exit', resolve));
  const folder = await openDataFolder(directory);
  await folder.close();
});

test('a process has a start time as long as it lives', async () => {
  expect(await processStartTime(process.pid)).toBe(await processStartTime(process.pid));
  expect(await processStartTime(process.ppid)).not.toBe(await processStartTime(process.pid));
  expect(await processStartTime(2 ** 22 + 1)).toBeUndefined();
});

test('the secret of a folder stays the same, and only this user can read it', async () => {
  const folder = await openDataFolder(directory);
  const secret = await folder.tokenSecret();
  expect(secret).toMatch(/^[0-9a-f]{64}$/);
  await folder.close();
  const again = await openDataFolder(directory);
  expect(await again.tokenSecret()).toBe(secret);
  expect((await stat(join(directory, 'token-secret'))).mode & 0o777).toBe(0o600);
  await again.close();
});

test('what is no folder is refused with a sentence', async () => {
  const file = join(directory, '..', 'file');
  await writeFile(file, '');
  await expect(openDataFolder(file)).rejects.toMatchObject({ code: 'FOLDER_UNUSABLE', message: `${file} cannot be used as a data folder: that is a file. Pass another one.` });
  await expect(openDataFolder(join(file, 'below'))).rejects.toMatchObject({ code: 'FOLDER_UNUSABLE', message: expect.stringContaining('a file stands in its way') as string });
});
