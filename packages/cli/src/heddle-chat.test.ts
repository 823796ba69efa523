import { readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { HAS_TERMINALS, heddle, liveHeddle } from './heddle-process.test.support.js';
import { createTestFolders, type TestFolders } from './test-folders.test.support.js';

const GREETINGS = fileURLToPath(new URL('../fixtures/greetings-script.json', import.meta.url));
let folders: TestFolders;

beforeAll(async () => void (folders = await createTestFolders()));
afterAll(async () => await folders.remove());

describe('a project made by heddle init', { timeout: 120_000 }, () => {
  let cwd: string;
  beforeAll(async () => {
    cwd = await folders.make();
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
    const script = await folders.script([{ to: 'CodeInterpreter', message: 'Wait.' }, { code: 'await new Promise(() => {})' }, { to: 'User', message: 'The second answer.' }]);
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
    const script = await folders.script([
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
    const first = await folders.script([
      { to: 'CodeInterpreter', message: 'Count the lines.', plan: [{ text: 'Count', state: 'doing' }] },
      { code: "const { readFileSync } = await import('node:fs');\nconst kept = readFileSync('given.csv', 'utf8').trim().split('\\n').length;\nkept" },
      { to: 'User', message: 'It has three lines.', plan: [{ text: 'Count', state: 'done' }] },
    ]);
    await writeFile(join(folders.root, 'given.csv'), 'a\nb\nc\n');
    const before = liveHeddle(['chat', '--script', first], { cwd, terminal: true, env: { TERM: 'xterm', NO_COLOR: '1' } });
    await before.until(/› /);
    before.type(`/load ${join(folders.root, 'given.csv')}\r`);
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

    const second = await folders.script([{ to: 'CodeInterpreter', message: 'Ten times that.' }, { code: 'kept * 10' }, { to: 'User', message: 'Thirty.' }]);
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
    const script = await folders.script([{ to: 'CodeInterpreter', message: 'Wait.' }, { code: 'await new Promise(() => {})' }, { to: 'User', message: 'Never said.' }]);
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
    const script = await folders.script([]);
    const { code, stdout, stderr } = await heddle(['chat', '--script', script], { cwd, input: 'Hello\n' });
    expect(code).toBe(1);
    expect(stdout).toContain('was asked for one more');
    expect(stderr).toContain('Not every round was finished.');
  });
});
