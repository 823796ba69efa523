import { execFileSync } from 'node:child_process';
import { appendFile, mkdtemp, rm, unlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createStore } from '@heddle/store';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { createServer } from '../create-server.js';
import { startStressedServer } from './stressed-server.test.support.js';

const MOUNT = 'mount';
const UMOUNT = 'umount';

let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'heddle-stress-'));
});

afterEach(async () => {
  await rm(folder, { recursive: true });
});

const TRACE_ID = '5b8efff798038103d269b633813fc60c';
const MB = 1024 * 1024;

function spanIdOf(n: number): string {
  return n.toString(16).padStart(16, '0');
}

/** An OTLP/JSON request of one span that says so much. */
function requestOf(id: number, text = ''): string {
  return JSON.stringify({
    resourceSpans: [{ scopeSpans: [{ spans: [{
      traceId: TRACE_ID, spanId: spanIdOf(id), name: 'step', kind: 1,
      startTimeUnixNano: '1790000000000000000', endTimeUnixNano: '1790000001500000000',
      attributes: [{ key: 'input.value', value: { stringValue: text } }],
    }] }] }],
  });
}

function send(url: string, body: string): Promise<Response> {
  return fetch(`${url}/v1/traces`, { method: 'POST', body, headers: { 'content-type': 'application/json' } });
}

async function storedSpanIds(url: string): Promise<readonly string[]> {
  const response = await fetch(`${url}/api/traces/${TRACE_ID}?content=short`);
  const { spans } = (await response.json()) as { spans: readonly { spanId: string }[] };
  return spans.map(({ spanId }) => spanId).sort();
}

const ON_LINUX = test.runIf(process.platform === 'linux');

ON_LINUX('a flood while the engine stands still is refused within memory, and taken when it goes on', async () => {
  const server = await startStressedServer(folder, 4 * MB);
  const engine = await server.enginePid();
  try {
    expect((await send(server.url, requestOf(1))).status).toBe(200);
    const before = await server.residentBytes();
    process.kill(engine, 'SIGSTOP');
    // 60 MB in all, several times as much once decoded, of which 4 may be read and 4 may wait.
    const text = 'word '.repeat(200_000);
    const answers: Promise<Response>[] = [];
    const statuses: number[] = [];
    let most = 0;
    for (let id = 2; id < 62; id++) {
      const answer = send(server.url, requestOf(id, `${id} ${text}`));
      answers.push(answer);
      void answer.then(({ status }) => statuses.push(status));
      do most = Math.max(most, await server.residentBytes());
      while (answers.length - statuses.length > 20);
    }
    process.kill(engine, 'SIGCONT');
    const responses = await Promise.all(answers);
    const refused = responses.filter(({ status }) => status !== 200);
    const acknowledged = responses.length - refused.length;
    expect(new Set(refused.map(({ status, headers }) => `${status} ${headers.has('retry-after')}`))).toEqual(new Set(['503 true']));
    expect(refused.length).toBeGreaterThan(30);
    expect(acknowledged).toBeGreaterThan(0);
    expect((most - before) / MB).toBeLessThan(200);
    await expect.poll(async () => (await send(server.url, requestOf(1_000))).status, { timeout: 60_000 }).toBe(200);
    expect((await storedSpanIds(server.url)).length).toBeGreaterThanOrEqual(acknowledged + 2);
  } finally {
    process.kill(engine, 'SIGCONT');
    await server.stop();
  }
}, 120_000);

ON_LINUX('what is acknowledged until a server has ended is there when the next one starts', async () => {
  const server = await startStressedServer(folder, 64 * MB);
  const acknowledged: string[] = [];
  let id = 0;
  let stopping: Promise<number | null> | undefined;
  const sender = async () => {
    for (;;) {
      const mine = ++id;
      const response = await send(server.url, requestOf(mine)).catch(() => undefined);
      if (response?.status !== 200) return; // it takes nothing more
      acknowledged.push(spanIdOf(mine));
      if (acknowledged.length >= 60) stopping ??= server.stop();
    }
  };
  await Promise.all(Array.from({ length: 12 }, sender));
  expect(await stopping).toBe(0);
  expect(acknowledged.length).toBeGreaterThanOrEqual(60);

  const next = await startStressedServer(folder, 64 * MB);
  const stored = new Set(await storedSpanIds(next.url));
  expect(acknowledged.filter((spanId) => !stored.has(spanId))).toEqual([]);
  await next.stop();
}, 120_000);

test('on a full disk senders are told to come back, and what they send then is taken', async (context) => {
  const disk = join(folder, 'disk');
  try {
    execFileSync('mkdir', [disk]);
    execFileSync(MOUNT, ['-t', 'tmpfs', '-o', 'size=64m', 'tmpfs', disk], { stdio: 'pipe' });
  } catch (error) {
    context.skip(`a small disk cannot be mounted here: ${(error as Error).message.split('\n', 1)[0]}`);
  }
  const store = await createStore({ dataFolder: join(disk, 'data'), onProblem: () => undefined });
  const server = await createServer({ store, version: '0.1.0', port: 0, grpcPort: null });
  try {
    expect((await send(server.url, requestOf(1))).status).toBe(200);
    const ballast = join(disk, 'ballast');
    await fillWith(ballast);
    const refused = await send(server.url, requestOf(2));
    expect(refused.status).toBe(503);
    expect(refused.headers.get('retry-after')).toBe('2');
    expect(await refused.json()).toMatchObject({ message: expect.stringContaining('the disk is full; free some space, then send it again.') });
    await unlink(ballast);
    expect((await send(server.url, requestOf(2))).status).toBe(200);
    expect(await storedSpanIds(server.url)).toEqual([spanIdOf(1), spanIdOf(2)]);
  } finally {
    await server.close();
    await store.close();
    execFileSync(UMOUNT, [disk]);
  }
}, 120_000);

async function fillWith(file: string): Promise<void> {
  for (let size = MB; size >= 512; size /= 2) {
    try {
      for (;;) await appendFile(file, Buffer.alloc(size));
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ENOSPC') throw error;
    }
  }
}
