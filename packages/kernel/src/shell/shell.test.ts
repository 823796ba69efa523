import type { CellEnd, HeddleEvent } from '@heddle/model';
import { createMemoryArtifacts, createMemoryJournals, createObserver, createRedactor, EventBus, systemClock } from '@heddle/sdk';
import { BasicTracerProvider } from '@opentelemetry/sdk-trace-base';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { CellRequest } from '../kernel.js';
import { bubblewrapPlace } from '../places/bubblewrap-place.js';
import { denoPlace } from '../places/deno-place.js';
import { processPlace } from '../places/process-place.js';
import type { CallPolicy } from '../policy/call-policy.js';
import { selectShellPlace } from './select-shell-place.js';
import { openShell, type Shell } from './shell.js';

const missing = await bubblewrapPlace.unavailable('typescript');
let workspace = '';
let shell: Shell;
let cells = 0;
const events: HeddleEvent[] = [];
const decided: string[] = [];

beforeEach(async () => {
  workspace = await mkdtemp(join(tmpdir(), 'heddle-shell-'));
  events.length = 0;
  decided.length = 0;
  cells = 0;
});
afterEach(async () => await rm(workspace, { recursive: true, force: true }));

const bus = new EventBus();
const watching = bus.subscribe({ name: 'test', handle: (event) => void events.push(event) });
const observer = createObserver({
  session: { sessionId: 'ses_1', app: 'test', tags: [] }, tracer: new BasicTracerProvider().getTracer('test'), bus, clock: systemClock,
  journal: createMemoryJournals().open('ses_1'), redact: createRedactor(['a-secret-value']),
});

async function open(policy: CallPolicy = {}) {
  shell = await openShell({
    place: missing === undefined ? bubblewrapPlace : processPlace, workspace, artifacts: createMemoryArtifacts(), observer, policy,
    redact: createRedactor(['a-secret-value']), limits: { outputLength: 2_000 },
    approvals: { ask: async ({ arguments: given }) => (decided.push(given.json), { decision: given.json.includes('rm') ? 'denied' : 'approved', by: 'the test' }) },
  });
}

async function run(source: string, more: Partial<CellRequest> = {}): Promise<CellEnd> {
  let end: CellEnd | undefined;
  await observer.observe<void>(
    { start: { type: 'operation-start', name: 'test', kind: 'other', attributes: {} }, end: ({ durationMs }) => ({ type: 'operation-end', name: 'test', durationMs }) },
    async (parent) => void (end = await shell.run({ cellId: `cel_${++cells}`, index: cells, attempt: 1, source, ...more }, parent)),
  );
  return end!;
}

test('a command is a cell: source, both outputs, exit code, and the files it wrote', async () => {
  await open();
  const end = await run('echo out; echo a-secret-value >&2; echo 1 > kept.csv; exit 3');
  await watching.drained();
  expect(end).toMatchObject({
    status: 'error', stdout: 'out\n', stderr: '[redacted]\n', value: { 'application/json': { exitCode: 3 } },
    error: { type: 'ExitCode', message: 'The command ended with exit code 3.' }, artifacts: [{ name: 'kept.csv', mimeType: 'text/csv' }],
  });
  expect(events.find((event) => event.type === 'cell-start')).toMatchObject({ language: 'shell', source: expect.stringContaining('exit 3') });
  expect(events.filter((event) => event.type === 'cell-output')).toHaveLength(2);
});

test('files stay from command to command; nothing else does', async () => {
  await open();
  await run('NAME=Ada; echo "$NAME" > name.txt; mkdir -p sub; cd sub');
  expect(await run('cat name.txt; echo "[$NAME]"')).toMatchObject({ status: 'ok', stdout: 'Ada\n[]\n' });
});

test('output is bounded, a command that takes too long is ended, a cancelled one too', async () => {
  await open();
  const loud = await run('head -c 100000 /dev/zero | tr "\\0" x');
  expect([loud.stdout.length, loud.outputTruncated]).toEqual([2_000, true]);
  expect(await run('echo begun; sleep 60 & wait', { timeoutMs: 300 })).toMatchObject({ status: 'timeout', stdout: 'begun\n' });
  const cancel = new AbortController();
  cancel.abort();
  expect(await run('echo never', { signal: cancel.signal })).toMatchObject({ status: 'cancelled', stdout: '' });
});

test('a policy is asked before a command runs', async () => {
  await open({ approve: { shell: 'Commands may delete things.' } });
  expect(await run('rm -rf .')).toMatchObject({ status: 'refused', error: { type: 'Denied', message: 'the test did not allow the command.' } });
  expect(await run('echo fine')).toMatchObject({ status: 'ok', stdout: 'fine\n' });
  await watching.drained();
  expect(decided).toEqual(['{"command":"rm -rf ."}', '{"command":"echo fine"}']);
  expect(events.filter((event) => event.type === 'approval-decision')).toMatchObject([{ decision: 'denied', callId: 'cel_1' }, { decision: 'approved' }]);
  await open({ deny: ['shell'] });
  expect(await run('echo fine')).toMatchObject({ status: 'refused', error: { type: 'Forbidden' } });
});

test('without an isolated place commands are refused in a clear sentence, unless that is allowed', async () => {
  await expect(selectShellPlace(false, [denoPlace, processPlace])).rejects.toThrow(/No place isolates shell commands here.*Install bubblewrap, or set shell.allowUnsandboxed/);
  expect(await selectShellPlace(true, [denoPlace, processPlace])).toMatchObject({ place: { name: 'process' }, reason: expect.stringContaining('does not isolate') });
});

test.skipIf(missing !== undefined)(`in bubblewrap a command sees neither the host's files nor the network${missing === undefined ? '' : ` (skipped: ${missing})`}`, async () => {
  await open();
  const end = await run(`ls /home /root 2>&1; cat /proc/net/dev | grep -c ':'; touch /etc/x 2>&1 || echo readonly; pwd`);
  expect(end.stdout).toMatch(/No such file.*\n.*No such file.*\n1\n.*\nreadonly\n\/workspace\n$/);
});
