import type { HeddleEvent } from '@heddle/model';
import { processPlace } from '@heddle/kernel';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { createRuntime, type Runtime, type RuntimeOverrides } from '../create-runtime.js';
import { createScriptedModel, type ScriptedReply } from '../models/scripted-model.js';
import { createCodeInterpreter } from '../roles/code-interpreter.js';
import { createPlanner } from '../roles/planner.js';
import type { Role } from '../roles/role.js';

let dataDir = '';
let runtime: Runtime | undefined;
beforeAll(async () => void (dataDir = await mkdtemp(join(tmpdir(), 'heddle-shapes-'))));
afterEach(async () => await runtime?.close());
afterAll(async () => await rm(dataDir, { recursive: true, force: true }));

async function open(replies: readonly ScriptedReply[], overrides: RuntimeOverrides = {}) {
  runtime = await createRuntime({ dataDir, telemetry: { heddle: false } }, { model: createScriptedModel({ replies }), place: processPlace, ...overrides });
  return runtime;
}

const to = (receiver: string, message: string) => JSON.stringify({ thought: '', plan: [], to: receiver, message });
const code = (source: string) => JSON.stringify({ thought: '', code: source, message: null });

test('without a planner the CodeInterpreter answers the user itself', async () => {
  const { openSession } = await open([code('6 * 7')], { roles: [createCodeInterpreter()] });
  const round = await (await openSession()).send('six times seven');
  expect(round).toMatchObject({ state: 'finished' });
  expect(round.reply).toContain('42');
  expect(round.round.posts.map((post) => [post.from, post.to])).toEqual([['User', 'CodeInterpreter'], ['CodeInterpreter', 'User']]);
});

test('a role of your own is one object, and the Planner can delegate to it', async () => {
  const echo: Role = { name: 'Echo', description: 'says what it hears', reply: async (turn) => ({ to: turn.incoming.from, message: `I heard: ${turn.incoming.message}` }) };
  const { openSession } = await open([to('Echo', 'hello'), to('User', 'It echoes.')], { roles: [createPlanner(), echo] });
  const round = await (await openSession()).send('try the echo');
  expect(round.reply).toBe('It echoes.');
  expect(round.round.posts[2]).toMatchObject({ from: 'Echo', to: 'Planner', message: 'I heard: hello' });
});

test('each role can have a model of its own', async () => {
  const coder = createScriptedModel({ name: 'coder', replies: [code('1 + 1')] });
  const planner = createScriptedModel({ name: 'planner', replies: [to('CodeInterpreter', 'add'), to('User', '2')] });
  const events: HeddleEvent[] = [];
  const { openSession } = await open([], { models: { Planner: planner, CodeInterpreter: coder } });
  const session = await openSession();
  const watching = session.subscribe({ name: 'test', handle: (event) => void events.push(event) });
  await session.send('one and one');
  await watching.drained();
  expect(events.flatMap((event) => (event.type === 'model-call-request' ? [event.model] : []))).toEqual(['planner', 'coder', 'planner']);
});

test('a file that is handed in is an artifact, is named to the Planner, and lies in the working folder of the code', async () => {
  const events: HeddleEvent[] = [];
  const model = createScriptedModel({ replies: [to('CodeInterpreter', 'count'), code("const { readFileSync } = await import('node:fs');\nreadFileSync('sales.csv', 'utf8').trim().split('\\n').length"), to('User', '3 lines')] });
  const { openSession } = await open([], { model });
  const session = await openSession();
  const watching = session.subscribe({ name: 'test', handle: (event) => void events.push(event) });
  const round = await session.send('How many lines?', { files: [{ name: '../sales.csv', mimeType: 'text/csv', bytes: Buffer.from('a\nb\nc\n') }] });
  await watching.drained();
  expect(events.find((event) => event.type === 'round-start')).toMatchObject({ files: [{ name: 'sales.csv', mimeType: 'text/csv', sizeBytes: 6 }] });
  expect(JSON.stringify(model.calls[0]!.messages)).toContain('Files in the working folder: sales.csv');
  expect(round.round.posts.find((post) => post.from === 'CodeInterpreter')?.message).toContain('3');
});

test('two sessions at once have kernels, variables and events of their own', async () => {
  const { openSession } = await open([], {
    models: { Planner: createScriptedModel({ replies: Array.from({ length: 4 }, (_, index) => (index < 2 ? to('CodeInterpreter', 'go') : to('User', 'done'))) }), CodeInterpreter: createScriptedModel({ replies: [code('const mine = Math.max(1, 2); mine'), code('typeof mine')] }) },
  });
  const [one, two] = [await openSession(), await openSession()];
  const [first, second] = await Promise.all([one.send('first'), two.send('second')]);
  const reports = [first, second].map((round) => round.round.posts.find((post) => post.from === 'CodeInterpreter')?.message ?? '');
  expect(reports.some((report) => report.includes('2'))).toBe(true);
  expect(reports.some((report) => report.includes('undefined'))).toBe(true);
  expect(one.id).not.toBe(two.id);
});
