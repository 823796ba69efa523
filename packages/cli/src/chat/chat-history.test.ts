import { mkdtemp, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openChatHistory } from './chat-history.js';

let folder: string;
beforeAll(async () => void (folder = await mkdtemp(join(tmpdir(), 'heddle-history-'))));
afterAll(async () => await rm(folder, { recursive: true, force: true }));

test('what was typed is there the next time, newest first, for its owner only', async () => {
  const file = join(folder, 'data', 'chat-history');
  const history = await openChatHistory(file);
  expect(history.lines).toEqual([]);
  await history.save(['second', 'first']);
  expect((await openChatHistory(file)).lines).toEqual(['second', 'first']);
  expect((await stat(file)).mode & 0o777).toBe(0o600);
});

test('a history that cannot be written stops nobody', async () => {
  await expect((await openChatHistory('/dev/null/history')).save(['x'])).resolves.toBeUndefined();
});
