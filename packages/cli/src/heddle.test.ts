import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { DoctorReport } from './actions/doctor.js';
import { heddle } from './heddle-process.test.support.js';
import { createTestFolders, type TestFolders } from './test-folders.test.support.js';

let folders: TestFolders;

beforeAll(async () => void (folders = await createTestFolders()));
afterAll(async () => await folders.remove());

test.concurrent.each([
  [['nonsense'], /unknown command 'nonsense'/],
  [['up', '--port', 'x'], /A port is a number from 0 to 65535/],
  [['up', '--store', 'here'], /argument .here. is invalid\. It is no URL/],
  [['run'], /missing required argument 'task'/],
  [['sessions', '--limit', '0'], /from 1 to 1000/],
  [['export', 'ses_x', '--format', 'xml'], /agentops-events, events, spans/],
  [['chat', '--script', 'nowhere.json'], /The script nowhere\.json cannot be read/],
  [['plugins'], /Usage: heddle plugins/],
])('heddle %j is wrong usage', async (args, message) => {
  const { code, stdout, stderr } = await heddle(args, { cwd: folders.root });
  expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
  expect(stderr).toMatch(message);
});

test.concurrent.each(['up', 'demo', 'chat', 'run', 'show', 'sessions', 'export', 'init', 'doctor', 'plugins test', 'normalise'])('heddle %s --help has an example', async (command) => {
  const { code, stdout } = await heddle([...command.split(' '), '--help'], { cwd: folders.root });
  expect(code).toBe(0);
  expect(stdout).toMatch(new RegExp(`Examples?:\\n(.*\\n)*.*heddle ${command}`));
});

test.concurrent.each([
  [['run', 'x'], {}, 'No model is configured. Set OPENAI_API_KEY'],
  [['chat'], {}, 'No model is configured. Set OPENAI_API_KEY'],
  [['run', 'x'], { HEDDLE_MODEL: 'anthropic' }, 'Set ANTHROPIC_API_KEY'],
  [['sessions'], { HEDDLE_URL: 'http://127.0.0.1:1' }, 'No Heddle server answers at http://127.0.0.1:1.'],
  [['demo'], { HEDDLE_LIMITS_MAX_HOPS: 'many' }, 'HEDDLE_LIMITS_MAX_HOPS is "many": expected number'],
  [['export', '../x'], {}, '"../x" cannot be a session id'],
  [['plugins', 'test', 'nowhere'], {}, 'could not be loaded'],
])('heddle %j with %j fails with one sentence', async (args, env, sentence) => {
  const { code, stderr } = await heddle(args, { cwd: await folders.make(), env });
  expect(code).toBe(1);
  expect(stderr.trim().split('\n')).toHaveLength(1);
  expect(stderr).toContain(sentence);
});

test('a variable that nothing reads is said, with the one that was meant', async () => {
  const { code, stderr } = await heddle(['run', 'Hello', '--script', await folders.script([{ to: 'User', message: 'Hi.' }])], { cwd: await folders.make(), env: { HEDDLE_KERNEL_PLCE: 'deno' } });
  expect(code).toBe(0);
  expect(stderr).toContain('HEDDLE_KERNEL_PLCE is set, but nothing reads it. Did you mean HEDDLE_KERNEL_PLACE?');
});

test('a project file that is wrong is said before anything is started', async () => {
  const cwd = await folders.make({ 'heddle.config.json': '{ "kernal": { "place": "process" } }' });
  const { code, stderr } = await heddle(['run', 'x'], { cwd });
  expect(code).toBe(1);
  expect(stderr).toContain('kernal is not a setting; did you mean kernel?');
});

describe('heddle doctor', () => {
  test('says what is there, in JSON too', async () => {
    const { code, stdout } = await heddle(['doctor', '--json'], { cwd: await folders.make() });
    const report = JSON.parse(stdout) as DoctorReport;
    expect({ code, ok: report.ok }).toEqual({ code: 0, ok: true });
    expect(report.checks.map(({ name }) => name)).toEqual(expect.arrayContaining(['node', 'engine', 'place process', 'code runs in', 'python', 'project', 'model', 'data folder', 'telemetry']));
  });

  test('fails when something is wrong, and says what to do', async () => {
    const cwd = await folders.make({ 'heddle.config.json': '{ "plugins": ["./nowhere"] }' });
    const { code, stdout, stderr } = await heddle(['doctor', '--json'], { cwd, env: { HEDDLE_URL: 'http://127.0.0.1:1', HEDDLE_KERNEL_PLCE: 'deno', HEDDLE_MODEL: 'openai' } });
    const { checks } = JSON.parse(stdout) as DoctorReport;
    expect(code).toBe(1);
    expect(stderr).toMatch(/checks failed/);
    expect(checks.filter(({ status }) => status === 'fail').map(({ name }) => name)).toEqual(['model', 'telemetry']);
    expect(checks.find(({ name }) => name === 'environment')).toMatchObject({ status: 'warn', fix: 'Did you mean HEDDLE_KERNEL_PLACE?' });
    expect(checks.every(({ status, fix }) => status === 'ok' || fix !== undefined)).toBe(true);
  });
});

test.concurrent('heddle doctor looks at every backend, every model and every rule', async () => {
  const listening = createServer().listen(0, '127.0.0.1');
  await new Promise((resolve) => listening.once('listening', resolve));
  const url = `http://127.0.0.1:${(listening.address() as AddressInfo).port}`;
  const cwd = await folders.make({
    'heddle.config.json': JSON.stringify({
      model: 'ollama/qwen3', models: { Planner: 'ollama/llama4' }, policy: { deny: ['wether.*'] },
      telemetry: { backends: [{ kind: 'otlp-http', url: `${url}/v1/traces` }, { kind: 'phoenix', url: 'http://127.0.0.1:1' }, { kind: 'langfuse', url, publicKey: 'pk', secretKey: 'not a key' }, { kind: 'console' }] },
    }),
  });
  const { code, stdout } = await heddle(['doctor', '--json'], { cwd });
  await new Promise((resolve) => listening.close(resolve));
  const { checks } = JSON.parse(stdout) as DoctorReport;
  const named = (name: string) => checks.find((check) => check.name === name);
  expect(code).toBe(1);
  expect(named('backend otlp-http')).toMatchObject({ status: 'ok', text: expect.stringContaining(url) as string });
  expect(named('backend phoenix')).toMatchObject({ status: 'fail', text: 'http://127.0.0.1:1 cannot be reached (ECONNREFUSED).', fix: expect.stringContaining('telemetry.backends.1') as string });
  expect(named('backend langfuse')).toMatchObject({ status: 'fail', text: expect.stringContaining('secretKey') as string });
  expect(stdout).not.toContain('not a key');
  expect(named('backend console')).toMatchObject({ status: 'ok' });
  expect(named('model of Planner')).toMatchObject({ text: 'ollama/llama4.' });
  expect(named('policy')).toMatchObject({ status: 'warn', text: 'policy.deny names wether.*, and there is no such plugin.' });
});
