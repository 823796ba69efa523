import type { EventOf, HeddleEvent } from '@heddle/model';
import { processPlace, type Place } from '@heddle/kernel';
import { execFileSync } from 'node:child_process';
import { mkdir, mkdtemp, readdir, readFile, realpath, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { RuntimeConfigInput } from '../config.js';
import { createRuntime, type OpenSessionOptions, type Runtime, type RuntimeOverrides } from '../create-runtime.js';
import { createScriptedModel } from '../models/scripted-model.js';
import type { Session } from './session.js';

let dataDir = '';
let runtime: Runtime | undefined;
beforeEach(async () => void (dataDir = await realpath(await mkdtemp(join(tmpdir(), 'heddle-supply-')))));
afterEach(async () => {
  await runtime?.close();
  await rm(dataDir, { recursive: true, force: true });
});

/** A runtime whose model writes these cells, one in each round. */
async function open(cells: readonly string[], kernel: RuntimeConfigInput['kernel'] = {}, overrides: RuntimeOverrides = {}, config: RuntimeConfigInput = {}) {
  const replies = cells.flatMap((source) => [
    JSON.stringify({ thought: '', plan: [], to: 'CodeInterpreter', message: 'Compute it.' }),
    JSON.stringify({ thought: '', code: source }),
    JSON.stringify({ thought: '', plan: [], to: 'User', message: 'Done.' }),
  ]);
  const model = createScriptedModel({ replies });
  runtime = await createRuntime({ dataDir, telemetry: { heddle: false }, kernel, ...config }, { model, place: processPlace, warn: () => {}, ...overrides });
  return { runtime, model };
}

/** Runs the next cell in a session. @returns its end, and the start of the kernel if there was one */
async function runCell(session: Session) {
  const events: HeddleEvent[] = [];
  const subscription = session.subscribe({ name: 'test', handle: (event) => void events.push(event) });
  await session.send('Go.');
  await subscription.drained();
  subscription.unsubscribe();
  return {
    end: events.findLast((event): event is EventOf<'cell-end'> => event.type === 'cell-end'),
    start: events.findLast((event): event is EventOf<'kernel-start'> => event.type === 'kernel-start'),
  };
}

async function openAndRun(options?: OpenSessionOptions) {
  const session = await runtime!.openSession(options);
  return { session, ...(await runCell(session)) };
}

const WRITE = "import { writeFileSync } from 'node:fs';\nwriteFileSync('note.txt', 'kept');";
const READ = "import { readFileSync } from 'node:fs';\nreadFileSync('note.txt', 'utf8')";

test('sessions take kernels that are ready, each with a folder of its own', async () => {
  await open([WRITE, WRITE], { poolSize: 1 });
  const [one, two] = [await openAndRun({ id: 'one' }), await openAndRun({ id: 'two' })];
  expect([one.start?.warm, two.start?.warm]).toEqual([true, true]);
  expect(await readFile(join(dataDir, 'workspaces', 'one', 'note.txt'), 'utf8')).toBe('kept');
  expect(await realpath(join(dataDir, 'workspaces', 'one'))).not.toBe(await realpath(join(dataDir, 'workspaces', 'two')));
});

test('without a pool a session starts its kernel itself', async () => {
  await open(['1']);
  expect((await openAndRun()).start?.warm).toBe(false);
});

test('the folder of a kernel that nobody took is gone with the runtime; those of sessions stay', async () => {
  await open(['1'], { poolSize: 2 });
  await openAndRun({ id: 'one' });
  await runtime!.close();
  // The session's name, and the folder it names.
  expect(await readdir(join(dataDir, 'workspaces'))).toHaveLength(2);
});

/** A place that knows its kernels: how many were started, and which of them still run. */
function watchedPlace() {
  const running = new Set<Promise<unknown>>();
  const counts = { started: 0 };
  const place: Place = { ...processPlace, async start(launch) {
    const kernel = await processPlace.start(launch);
    counts.started++;
    running.add(kernel.exited);
    void kernel.exited.then(() => running.delete(kernel.exited));
    return kernel;
  } };
  return { place, running, counts };
}

test('a session that cannot be opened leaves neither the kernel it took nor a folder', async () => {
  const { place, running, counts } = watchedPlace();
  await writeFile(join(dataDir, 'journal'), 'a file where the journals should be');
  await open(['1 + 1'], { poolSize: 1 }, { place });
  await expect(runtime!.openSession({ id: 'one' })).rejects.toMatchObject({ code: 'JOURNAL_FAILED' });
  // It took one, and another was started in its place.
  await expect.poll(() => [counts.started, running.size], { timeout: 10_000 }).toEqual([2, 1]);
  await expect.poll(() => readdir(join(dataDir, 'workspaces')), { timeout: 10_000 }).toHaveLength(1);
  await rm(join(dataDir, 'journal'));
  const { end, start } = await openAndRun({ id: 'one' });
  expect([start?.warm, end?.value?.['text/plain']]).toEqual([true, '2']);
});

test('a kernel that a session took and never needed ends with it', async () => {
  const { place, running } = watchedPlace();
  await open([], { poolSize: 1 }, { place });
  const session = await runtime!.openSession();
  await session.close();
  await runtime!.close();
  expect(running.size).toBe(0);
});

test('a resumed session finds its files again, in the folder it had', async () => {
  await open([WRITE, READ], { poolSize: 1 });
  const { session } = await openAndRun({ id: 'one' });
  await session.close();
  const { end, start } = await openAndRun({ resume: 'one' });
  expect(end?.value?.['text/plain']).toBe('kept');
  expect(start?.warm).toBe(false);
});

test('where all sessions work in one folder, so do the kernels that are ready', async () => {
  const workspace = join(dataDir, 'project');
  await mkdir(workspace);
  await writeFile(join(workspace, 'note.txt'), 'of the project');
  await open([READ], { poolSize: 1 }, {}, { workspace });
  const { end, start } = await openAndRun();
  expect([start?.warm, end?.value?.['text/plain']]).toEqual([true, 'of the project']);
  await runtime!.close();
  expect(await readdir(workspace)).toEqual(['note.txt']);
});

test('a kernel that cannot be kept ready fails no session', async () => {
  let broken = true;
  const place: Place = { ...processPlace, start: (launch) => (broken ? Promise.reject(new Error('no process could be had')) : processPlace.start(launch)) };
  const warnings: string[] = [];
  await open(['1 + 1'], { poolSize: 1 }, { place, warn: (message) => void warnings.push(message) });
  const session = await runtime!.openSession();
  broken = false;
  const { end, start } = await runCell(session);
  expect([start?.warm, end?.value?.['text/plain']]).toEqual([false, '2']);
  expect(warnings).toEqual(['No kernel was ready; the session starts its own. no process could be had']);
});

/** A package on this disk: nothing is downloaded. */
async function localPackage(): Promise<string> {
  const folder = join(dataDir, 'greeter');
  await mkdir(folder);
  await writeFile(join(folder, 'package.json'), JSON.stringify({ name: 'greeter', version: '1.0.0', main: 'index.cjs' }));
  await writeFile(join(folder, 'index.cjs'), 'exports.greet = (name) => `hello ${name}`;');
  return folder;
}

test.each([0, 1])('code can import the packages of the project, and is told so (%i kernels ready)', async (poolSize) => {
  const { model } = await open(["import { greet } from 'greeter';\ngreet('Ada')"], { poolSize, packages: [await localPackage()] });
  const { end, start } = await openAndRun();
  expect([end?.error?.message, end?.value?.['text/plain'], start?.warm]).toEqual([undefined, 'hello Ada', poolSize > 0]);
  const prompt = JSON.stringify(model.calls.map(({ messages }) => messages));
  expect(prompt).toContain('greeter');
});

test('Python code can import wheels of the project', async (context) => {
  try {
    execFileSync('python3', ['-m', 'pip', '--version'], { stdio: 'ignore' });
  } catch {
    return context.skip('pip is not installed');
  }
  const wheel = join(dataDir, 'greeter-1.0.0-py3-none-any.whl');
  execFileSync('python3', ['-c', `import zipfile\nwith zipfile.ZipFile(${JSON.stringify(wheel)}, 'w') as z:
  z.writestr('greeter.py', 'def greet(name): return f"hello {name}"')
  z.writestr('greeter-1.0.0.dist-info/METADATA', 'Metadata-Version: 2.1\\nName: greeter\\nVersion: 1.0.0\\n')
  z.writestr('greeter-1.0.0.dist-info/WHEEL', 'Wheel-Version: 1.0\\nGenerator: test\\nRoot-Is-Purelib: true\\nTag: py3-none-any\\n')
  z.writestr('greeter-1.0.0.dist-info/RECORD', '')`]);
  await open(["import greeter\ngreeter.greet('Ada')"], { language: 'python', packages: [wheel] });
  expect((await openAndRun()).end?.value?.['text/plain']).toBe('hello Ada');
});

test('a package that cannot be installed is an error of the session, with the reason', async () => {
  const missing = join(dataDir, 'missing');
  await open([], { packages: [missing], poolSize: 1 });
  await expect(runtime!.openSession()).rejects.toMatchObject({ code: 'PACKAGES_FAILED', message: expect.stringContaining(missing) });
});
