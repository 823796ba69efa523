import type { HeddleEvent, SpanRecord, TraceView } from '@heddle/model';
import { eventsFromSpans, toAgentOpsEvents, type AgentOpsEvent } from '@heddle/sdk';
import { copyFile, mkdir, mkdtemp, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { DoctorReport } from './actions/doctor.js';
import { HAS_TERMINALS, heddle, liveHeddle, type LiveHeddle } from './heddle-process.test.support.js';

const GREETINGS = fileURLToPath(new URL('../fixtures/greetings-script.json', import.meta.url));
let root: string;

beforeAll(async () => void (root = await mkdtemp(join(tmpdir(), 'heddle-cli-'))));
afterAll(async () => await rm(root, { recursive: true, force: true }));

async function folder(files: Readonly<Record<string, string>> = {}): Promise<string> {
  const cwd = await mkdtemp(join(root, 'in-'));
  for (const [name, text] of Object.entries(files)) await writeFile(join(cwd, name), text);
  return cwd;
}

/** Replies of a scripted model, in a file. An object is the JSON of a reply. */
async function scriptOf(replies: readonly object[]): Promise<string> {
  const file = join(await mkdtemp(join(root, 'script-')), 'script.json');
  await writeFile(file, JSON.stringify(replies));
  return file;
}

async function agentOpsOf(sessionId: string, where: string): Promise<readonly AgentOpsEvent[]> {
  return JSON.parse((await heddle(['export', sessionId, '--format', 'agentops-events'], { cwd: where })).stdout) as readonly AgentOpsEvent[];
}

const toolsOf = (events: readonly AgentOpsEvent[]) => events.flatMap((event) => (event.event_type === 'tools' ? [event] : []));
const errorsOf = (events: readonly AgentOpsEvent[]) => events.flatMap((event) => (event.event_type === 'errors' ? [[event.trigger_event_id, event.details]] : []));
const othersOf = (events: readonly AgentOpsEvent[]) => events.filter(({ event_type: type }) => type === 'actions' || type === 'llms');

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
  const { code, stdout, stderr } = await heddle(args, { cwd: root });
  expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
  expect(stderr).toMatch(message);
});

test.concurrent.each(['up', 'demo', 'chat', 'run', 'show', 'sessions', 'export', 'init', 'doctor', 'plugins test'])('heddle %s --help has an example', async (command) => {
  const { code, stdout } = await heddle([...command.split(' '), '--help'], { cwd: root });
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
  const { code, stderr } = await heddle(args, { cwd: await folder(), env });
  expect(code).toBe(1);
  expect(stderr.trim().split('\n')).toHaveLength(1);
  expect(stderr).toContain(sentence);
});

test('a variable that nothing reads is said, with the one that was meant', async () => {
  const { code, stderr } = await heddle(['run', 'Hello', '--script', await scriptOf([{ to: 'User', message: 'Hi.' }])], { cwd: await folder(), env: { HEDDLE_KERNEL_PLCE: 'deno' } });
  expect(code).toBe(0);
  expect(stderr).toContain('HEDDLE_KERNEL_PLCE is set, but nothing reads it. Did you mean HEDDLE_KERNEL_PLACE?');
});

test('a project file that is wrong is said before anything is started', async () => {
  const cwd = await folder({ 'heddle.config.json': '{ "kernal": { "place": "process" } }' });
  const { code, stderr } = await heddle(['run', 'x'], { cwd });
  expect(code).toBe(1);
  expect(stderr).toContain('kernal is not a setting; did you mean kernel?');
});

describe('heddle doctor', () => {
  test('says what is there, in JSON too', async () => {
    const { code, stdout } = await heddle(['doctor', '--json'], { cwd: await folder() });
    const report = JSON.parse(stdout) as DoctorReport;
    expect({ code, ok: report.ok }).toEqual({ code: 0, ok: true });
    expect(report.checks.map(({ name }) => name)).toEqual(expect.arrayContaining(['node', 'engine', 'place process', 'code runs in', 'python', 'project', 'model', 'data folder', 'telemetry']));
  });

  test('fails when something is wrong, and says what to do', async () => {
    const cwd = await folder({ 'heddle.config.json': '{ "plugins": ["./nowhere"] }' });
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
  const cwd = await folder({
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

describe('a project made by heddle init', { timeout: 120_000 }, () => {
  let cwd: string;
  beforeAll(async () => {
    cwd = await folder();
    const { code, stdout } = await heddle(['init', 'My Agent'], { cwd });
    expect({ code, next: stdout.includes("cd 'My Agent' && heddle doctor") }).toEqual({ code: 0, next: true });
    cwd = join(cwd, 'My Agent');
  });

  test('has what it needs', async () => {
    expect(JSON.parse(await readFile(join(cwd, 'package.json'), 'utf8'))).toMatchObject({ name: 'my-agent', type: 'module', dependencies: { '@heddle/runtime': '^0.1.0' } });
    expect(await readFile(join(cwd, '.gitignore'), 'utf8')).toContain('.heddle/');
  });

  test('is not overwritten', async () => {
    const { code, stderr } = await heddle(['init', '.'], { cwd });
    expect(code).toBe(1);
    expect(stderr).toContain('already has heddle.config.ts, plugins/hello.ts');
  });

  test('passes its own tests', async () => {
    const { code, stdout } = await heddle(['plugins', 'test', '--json'], { cwd });
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({ results: [{ plugin: 'hello', status: 'passed' }], errors: [] });
  });

  test('runs, and talks over a pipe', async () => {
    const input = 'Greet them\n/vars\n/plan\n/undo\n/quit\nnever read\n';
    const { code, stdout, stderr } = await heddle(['chat', '--script', GREETINGS], { cwd, input });
    expect({ code, stderr }).toEqual({ code: 0, stderr: "heddle: The model's replies are scripted (greetings-script.json). Kernel, code, plugins and traces are real.\n" });
    expect(stdout).toContain('› Greet them');
    expect(stdout).toContain("    2 │ for (const name of ['Ada', 'Grace', '']) {");
    expect(stdout).toMatch(/✓ line 4 hello\(\{"name":"Ada"\}\) .* → /);
    expect(stdout).toMatch(/✗ line 4 hello\(\{"name":""\}\)/);
    expect(stdout).toContain('Ada and Grace are greeted; the third name was empty.');
    expect(stdout).toContain('  greetings: ');
    expect(stdout).toContain('Forgotten: Greet them');
    // eslint-disable-next-line no-control-regex
    expect(stdout).not.toMatch(/\u001b/);
  });

  test.skipIf(!HAS_TERMINALS)('talks in a terminal: typing ahead, cancelling, history, leaving', async () => {
    const script = await scriptOf([{ to: 'CodeInterpreter', message: 'Wait.' }, { code: 'await new Promise(() => {})' }, { to: 'User', message: 'The second answer.' }]);
    const chat = liveHeddle(['chat', '--script', script], { cwd, terminal: true, env: { TERM: 'xterm', NO_COLOR: '1' } });
    await chat.until(/› /);
    chat.type('wait for me\r');
    await chat.until(/cell 1 in /);
    chat.type('and then\r');
    await chat.until(/waits its turn/);
    chat.type('/vars\r');
    await chat.until(/no variables yet/);
    chat.type('\u0003');
    await chat.until(/The second answer\./);
    chat.type('half a line\u0003\u0004');
    const { code, stdout } = await chat.ended;
    expect(code).toBe(0);
    expect(stdout).toContain('(cancelled: ');
    expect((await readFile(join(cwd, '.heddle', 'chat-history'), 'utf8')).split('\n').slice(-4)).toEqual(['wait for me', 'and then', '/vars', '']);
  });

  test.skipIf(!HAS_TERMINALS)('asks for permissions in a terminal, one call after the other', async () => {
    await writeFile(join(cwd, 'heddle.config.json'), JSON.stringify({ plugins: ['./plugins'], policy: { approve: { hello: 'It is loud.' } } }));
    await rename(join(cwd, 'heddle.config.ts'), join(cwd, 'heddle.config.ts.away'));
    const script = await scriptOf([
      { to: 'CodeInterpreter', message: 'Greet them.' },
      { code: "const said = [];\nfor (const name of ['Ada', 'Grace']) {\n  try { said.push(await hello({ name })); } catch (error) { said.push(error.message); }\n}\nsaid" },
      { to: 'User', message: 'That is all.' },
    ]);
    const chat = liveHeddle(['chat', '--script', script], { cwd, terminal: true, env: { TERM: 'xterm', NO_COLOR: '1', USER: 'ada' } });
    await chat.until(/› /);
    chat.type('greet them\r');
    await chat.until(/wants to call hello on line 3: It is loud\.[\s\S]*"Ada"[\s\S]*Allow it\?/);
    await chat.until(/waits for your word on hello/);
    chat.type('y\r');
    await chat.until(/Allow it\?[\s\S]*wants to call hello[\s\S]*"Grace"[\s\S]*Allow it\?/);
    chat.type('not her\r');
    await chat.until(/That is all\./);
    chat.type('/quit\r');
    const { code, stdout } = await chat.ended;
    await rename(join(cwd, 'heddle.config.ts.away'), join(cwd, 'heddle.config.ts'));
    await rm(join(cwd, 'heddle.config.json'));
    expect(code).toBe(0);
    expect(stdout).toContain('→ Hello, Ada!');
    expect(stdout).toMatch(/ada did not allow the call of hello[\s\S]*not her/);
    expect(await readFile(join(cwd, '.heddle', 'chat-history'), 'utf8')).not.toContain('not her');
  });

  test.skipIf(!HAS_TERMINALS)('goes on with an earlier session in a terminal: files, variables, the conversation in a file, a round forgotten', async () => {
    const first = await scriptOf([
      { to: 'CodeInterpreter', message: 'Count the lines.', plan: [{ text: 'Count', state: 'doing' }] },
      { code: "const { readFileSync } = await import('node:fs');\nconst kept = readFileSync('given.csv', 'utf8').trim().split('\\n').length;\nkept" },
      { to: 'User', message: 'It has three lines.', plan: [{ text: 'Count', state: 'done' }] },
    ]);
    await writeFile(join(root, 'given.csv'), 'a\nb\nc\n');
    const before = liveHeddle(['chat', '--script', first], { cwd, terminal: true, env: { TERM: 'xterm', NO_COLOR: '1' } });
    await before.until(/› /);
    before.type(`/load ${join(root, 'given.csv')}\r`);
    await before.until(/given\.csv goes with your next message/);
    before.type('how many lines\r');
    await before.until(/It has three lines\./);
    before.type('/artifacts\r');
    await before.until(/given\.csv \(text\/csv, 6 bytes\)/);
    before.type('/save said.md\r');
    await before.until(/Saved to .*said\.md/);
    before.type('/save said.md\r');
    await before.until(/said\.md is there already/);
    before.type('\u0004');
    expect((await before.ended).code).toBe(0);
    expect(await readFile(join(cwd, 'said.md'), 'utf8')).toMatch(/## 1\. how many lines[\s\S]*It has three lines\./);

    const second = await scriptOf([{ to: 'CodeInterpreter', message: 'Ten times that.' }, { code: 'kept * 10' }, { to: 'User', message: 'Thirty.' }]);
    const chat = liveHeddle(['chat', '--script', second], { cwd, terminal: true, env: { TERM: 'xterm', NO_COLOR: '1' } });
    await chat.until(/› /);
    chat.type('/resume nobody\r');
    await chat.until(/There is no session nobody/);
    chat.type('/resume\r');
    await chat.until(/ 1 {2}ses_\w+ {2}\S+ \S+ {2}how many lines/);
    chat.type('/resume 1\r');
    await chat.until(/has 1 round\.[\s\S]*It has three lines\./);
    chat.type('/plan\r');
    await chat.until(/✓ Count/);
    chat.type('ten times\r');
    await chat.until(/1 │ kept \* 10[\s\S]* {4}30\s[\s\S]*Thirty\./);
    chat.type('/undo\r');
    await chat.until(/Forgotten: ten times/);
    chat.type('/quit\r');
    expect((await chat.ended).code).toBe(0);
  });

  test.skipIf(!HAS_TERMINALS)('leaving while a round runs ends it, and what was typed ahead is not sent', async () => {
    const script = await scriptOf([{ to: 'CodeInterpreter', message: 'Wait.' }, { code: 'await new Promise(() => {})' }, { to: 'User', message: 'Never said.' }]);
    const chat = liveHeddle(['chat', '--script', script], { cwd, terminal: true, env: { TERM: 'xterm', NO_COLOR: '1' } });
    await chat.until(/› /);
    chat.type('wait for me\r');
    await chat.until(/cell 1 in /);
    chat.type('and then\r');
    await chat.until(/waits its turn/);
    chat.type('/quit\r');
    const { code, stdout } = await chat.ended;
    expect({ code, sent: stdout.includes('Never said.') }).toEqual({ code: 0, sent: false });
  });

  test('a round that fails makes the chat fail', async () => {
    const script = await scriptOf([]);
    const { code, stdout, stderr } = await heddle(['chat', '--script', script], { cwd, input: 'Hello\n' });
    expect(code).toBe(1);
    expect(stdout).toContain('was asked for one more');
    expect(stderr).toContain('Not every round was finished.');
  });
});

describe('beside a running server', { timeout: 120_000 }, () => {
  let up: LiveHeddle;
  let cwd: string;
  let url: string;
  let demo: Record<string, unknown> & { sessionId: string; traceIds: string[] };

  beforeAll(async () => {
    cwd = await folder();
    up = liveHeddle(['up', '--port', '0'], { cwd });
    url = (await up.until(/Heddle is at (http:\S+)/))[1]!;
    const { code, stdout } = await heddle(['demo', '--json'], { cwd });
    expect(code).toBe(0);
    demo = JSON.parse(stdout.trim().split('\n').at(-1)!) as typeof demo;
  });
  afterAll(async () => {
    const { code, stdout } = await up.stop();
    expect(code).toBe(0);
    expect(stdout).toContain('Stopping: finishing what was sent');
  });

  test('the demo says what happened in one JSON object', () => {
    expect(demo).toEqual({
      sessionId: expect.stringMatching(/^ses_/) as string, traceIds: [expect.any(String), expect.any(String)], rounds: 2, posts: expect.any(Number) as number,
      modelCalls: expect.any(Number) as number, cells: expect.any(Number) as number, calls: expect.any(Number) as number, failedCalls: expect.any(Number) as number,
      artifacts: expect.any(Number) as number, costUsd: null, place: expect.any(String) as string, model: 'scripted', url: `${url}/sessions/${demo.sessionId}`,
    });
  });

  test('sessions and show find it', async () => {
    const list = await heddle(['sessions', '--json'], { cwd });
    expect(JSON.parse(list.stdout)).toMatchObject({ sessions: [{ sessionId: demo.sessionId }] });
    const shown = await heddle(['show', demo.sessionId], { cwd });
    expect(shown.code).toBe(0);
    expect(shown.stdout).toContain('weather.load');
    const unknown = await heddle(['show', 'ses_nobody'], { cwd });
    expect(unknown).toMatchObject({ code: 1, stderr: expect.stringMatching(/^heddle: .*ses_nobody.*\n$/) as string });
  });

  test.each([
    ['events', (items: unknown[]) => (items as HeddleEvent[]).map(({ sequence }) => sequence).every((sequence, index) => sequence === index + 1)],
    ['spans', (items: unknown[]) => (items as SpanRecord[]).some(({ kind, name }) => kind === 'tool' && name === 'weather.load')],
    ['agentops-events', (items: unknown[]) => (items as { event_type: string }[]).every(({ event_type: type }) => ['actions', 'llms', 'tools', 'errors'].includes(type))],
  ])('export --format %s is one JSON array, from the journal and from the server alike', async (format, holds) => {
    const near = await heddle(['export', demo.sessionId, '--format', format], { cwd });
    const items = JSON.parse(near.stdout) as unknown[];
    expect(items.length).toBeGreaterThan(10);
    expect(holds(items)).toBe(true);
    const far = await heddle(['export', demo.sessionId, '--format', format], { cwd: await folder(), env: { HEDDLE_URL: url } });
    expect((JSON.parse(far.stdout) as unknown[]).length).toBe(items.length);
  });

  /** What the server has of these traces, as the API gives it. */
  async function spansOf(traceIds: readonly string[]): Promise<readonly SpanRecord[]> {
    const views = await Promise.all(traceIds.map(async (id) => (await (await fetch(`${url}/api/traces/${id}?limit=2000`)).json()) as TraceView));
    return views.flatMap(({ spans }) => spans);
  }

  test('the spans that reached the server tell the same AgentOps events as the journal, one by one', async () => {
    const fromSpans = toAgentOpsEvents(eventsFromSpans(await spansOf(demo.traceIds)));
    expect(fromSpans).toEqual(await agentOpsOf(demo.sessionId, cwd));
  });

  test('above a thousand calls of one cell the journal has each call, and the spans tell the same counts and every failure', async () => {
    const here = await folder({ 'heddle.config.json': '{ "plugins": ["./plugins"] }' });
    await mkdir(join(here, 'plugins'));
    await copyFile(fileURLToPath(new URL('../template/plugins/hello.ts', import.meta.url)), join(here, 'plugins', 'hello.ts'));
    const script = await scriptOf([
      { to: 'CodeInterpreter', message: 'Greet many.' },
      { code: "let refused = 0;\nfor (let n = 0; n < 1200; n++) {\n  try { await hello({ name: n % 100 === 7 ? '' : 'x' + n }); } catch { refused++; }\n}\nrefused" },
      { to: 'User', message: 'Done.' },
    ]);
    const { stdout, code } = await heddle(['run', 'Greet many', '--script', script, '--json'], { cwd: here, env: { HEDDLE_URL: url } });
    const { sessionId, traceIds, calls, failedCalls } = JSON.parse(stdout.trim().split('\n').at(-1)!) as { sessionId: string; traceIds: string[]; calls: number; failedCalls: number };
    expect({ code, calls, failedCalls }).toEqual({ code: 0, calls: 1_200, failedCalls: 12 });
    const journal = await agentOpsOf(sessionId, here);
    const spans = await spansOf(traceIds);
    const told = toAgentOpsEvents(eventsFromSpans(spans));
    expect(toolsOf(journal)).toHaveLength(1_200);
    expect(toolsOf(told).length).toBeLessThan(1_100);
    const inSum = toolsOf(told).flatMap(({ params }) => (typeof params === 'object' && params !== null && 'calls' in params ? [params as { calls: number; failed: number }] : []));
    expect(inSum).toHaveLength(1);
    expect(toolsOf(told).length - 1 + inSum[0]!.calls).toBe(1_200);
    expect(inSum[0]!.failed).toBe(0);
    expect(errorsOf(told)).toEqual(errorsOf(journal));
    expect(othersOf(told)).toEqual(othersOf(journal));
  });

  test('a second server on the same folder is refused in one sentence', async () => {
    const { code, stderr } = await heddle(['up', '--port', '0'], { cwd });
    expect(code).toBe(1);
    expect(stderr).toMatch(/^heddle: .* is in use by process \d+ at http:\S+\. Stop it, or pass another folder\.\n$/);
  });
});

test('a port that is taken is one sentence, and the folder is given up again', async () => {
  const other = createServer().listen(0, '127.0.0.1');
  await new Promise((resolve) => other.once('listening', resolve));
  const { port } = other.address() as AddressInfo;
  const cwd = await folder();
  const { code, stderr } = await heddle(['up', '--port', String(port)], { cwd });
  await new Promise((resolve) => other.close(resolve));
  expect(code).toBe(1);
  expect(stderr).toMatch(new RegExp(`^heddle: Port ${port} of 127\\.0\\.0\\.1 is in use, .*\\n$`));
  await expect(readFile(join(cwd, '.heddle', 'owner.json'))).rejects.toMatchObject({ code: 'ENOENT' });
});

test('with an access key, clients need it, and commands in the folder have it', async () => {
  const cwd = await folder();
  const key = 'a-key-of-some-length';
  const up = liveHeddle(['up', '--port', '0', '--grpc-port', '0'], { cwd, env: { HEDDLE_ACCESS_KEY: key } });
  const [, url] = await up.until(/Heddle is at (http:\S+) .*gRPC on port \d+/);
  expect((await fetch(`${url!}/api/sessions`)).status).toBe(401);
  expect(await heddle(['sessions'], { cwd })).toMatchObject({ code: 0, stdout: 'No sessions yet. "heddle demo" makes one.\n' });
  expect((await up.stop('SIGTERM')).code).toBe(0);
});
