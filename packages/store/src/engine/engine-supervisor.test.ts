import { fork, spawn } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { createStore } from '../create-store.js';
import type { Store } from '../store.js';
import { sampleSpan, traceIdOf } from '../testing/sample-span.js';
import { createEngineSupervisor } from './engine-supervisor.js';

let directory: string;
let store: Store | undefined;

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'heddle-restart-'));
});

afterEach(async () => {
  await store?.close();
  await rm(directory, { recursive: true });
});

async function engineOf(parent: number): Promise<number> {
  const children = await readFile(`/proc/${parent}/task/${parent}/children`, 'utf8');
  return Number(children.trim().split(' ').at(-1));
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

test.runIf(process.platform === 'linux')('an engine that is killed is started again, and nothing acknowledged is lost', async () => {
  store = await createStore({ dataFolder: directory });
  const opened = store;
  const acknowledged: number[] = [];
  for (let kill = 0; kill < 3; kill++) {
    const engine = await engineOf(process.pid);
    const writes = Array.from({ length: 20 }, async (_, n) => {
      const id = kill * 20 + n + 1;
      await opened.write({ project: 'p', spans: [sampleSpan({ id, session: 's', durationMs: 1 })], logs: [] });
      acknowledged.push(id);
      if (n === 5) process.kill(engine, 'SIGKILL');
    });
    await Promise.all(writes);
    await store.write({ project: 'p', spans: [sampleSpan({ trace: 2 + kill, id: 1, durationMs: 1 })], logs: [] });
    expect(await store.readTrace('p', traceIdOf(2 + kill))).toBeDefined();
    expect(await engineOf(process.pid)).not.toBe(engine);
  }
  expect(acknowledged).toHaveLength(60);
  const view = await store.readTrace('p', traceIdOf(1));
  expect(view!.trace.totals.spans).toBe(60);
  expect((await store.listSessions('p')).sessions).toHaveLength(4);
}, 120_000);

test('closing stops the engine and keeps what was written but not yet resolved', async () => {
  store = await createStore({ dataFolder: directory });
  const writing = store.write({ project: 'p', spans: [sampleSpan({ id: 1, session: 's', durationMs: 1 })], logs: [] });
  await store.close();
  await writing;
  await expect(store.write({ project: 'p', spans: [sampleSpan({ id: 2 })], logs: [] })).rejects.toMatchObject({ code: 'STORE_CLOSED' });
  store = await createStore({ dataFolder: directory });
  expect((await store.listSessions('p')).sessions).toMatchObject([{ sessionId: 's', totals: { spans: 1 } }]);
});

test('traces that a killed owner had not resolved are resolved by the next one', async () => {
  const program = `
    import { createStore } from ${JSON.stringify(new URL('../create-store.js', import.meta.url))};
    import { sampleSpan } from ${JSON.stringify(new URL('../testing/sample-span.js', import.meta.url))};
    const store = await createStore({ dataFolder: ${JSON.stringify(directory)} });
    await store.write({ project: 'p', spans: [sampleSpan({ id: 1, session: 'left', durationMs: 1 })], logs: [] });
    process.kill(process.pid, 'SIGKILL');
  `;
  const owner = spawn(process.execPath, ['--input-type=module', '-e', program], { stdio: 'inherit' });
  await new Promise((resolve) => owner.once('exit', resolve));
  store = await createStore({ dataFolder: directory });
  expect((await store.listSessions('p')).sessions).toMatchObject([{ sessionId: 'left', totals: { spans: 1 } }]);
});

test('two engines cannot open one folder', async () => {
  const first = await createEngineSupervisor(directory);
  const { pid } = await first.address();
  await expect(createEngineSupervisor(directory)).rejects.toMatchObject({ code: 'STORE_LOCKED' });
  await first.close();
  expect(isRunning(pid)).toBe(false);
  const second = await createEngineSupervisor(directory);
  await second.close();
});

test('the engine does not outlive its parent', async () => {
  const program = new URL('./engine-process.js', import.meta.url);
  const parent = fork('--input-type=module', ['-e', `
    import { fork, spawn } from 'node:child_process';
    const engine = fork(new URL(${JSON.stringify(String(program))}), { execArgv: [] });
    engine.on('message', () => process.send(engine.pid));
    engine.send({ kind: 'open', directory: ${JSON.stringify(directory)}, token: 'x' });
  `]);
  const engine = await new Promise<number>((resolve) => parent.once('message', (pid) => resolve(Number(pid))));
  expect(isRunning(engine)).toBe(true);
  parent.kill('SIGKILL');
  await vi.waitFor(() => expect(isRunning(engine)).toBe(false), { timeout: 10_000 });
});
