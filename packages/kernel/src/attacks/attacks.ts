import type { CellEnd, KernelLanguage } from '@heddle/model';
import { access, readdir, readFile, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { samplePlugins } from '../conformance/sample-plugins.js';
import { plugin, type TestBed } from '../conformance/test-bed.js';
import { createTerminalApprovals } from '../policy/terminal-approvals.js';
import { PassThrough } from 'node:stream';
import type { Attack, AttackTarget, AttackVerdict } from './attack.js';
import { forgeInPython, forgeInTypescript, REACH } from './attack-code.js';

type Code = (target: AttackTarget) => string;

const STOPPED: AttackVerdict = { kind: 'stopped' };
const ALL: readonly KernelLanguage[] = ['typescript', 'python'];

/** An attack that succeeds when the host sees something happen, or the code gets hold of something. */
function reaching(name: string, code: Partial<Record<KernelLanguage, Code>>, reached: (end: CellEnd, target: AttackTarget, before: number) => boolean | Promise<boolean>, count: (target: AttackTarget) => number = () => 0): Attack {
  return {
    name,
    languages: ALL.filter((language) => code[language]),
    async try(bed, target, language) {
      const before = count(target);
      const end = await bed.run(code[language]!(target), { timeoutMs: 20_000 });
      return (await reached(end, target, before)) ? { kind: 'not stopped' } : STOPPED;
    },
  };
}

function everythingIn(end: CellEnd): string {
  return JSON.stringify(end.value ?? '') + end.stdout + end.stderr + (end.error?.message ?? '');
}

async function isAlive(bed: TestBed): Promise<boolean> {
  return (await bed.run('1 + 1')).value?.['text/plain'] === '2';
}

const hasSecret = (end: CellEnd, { secret }: AttackTarget) => everythingIn(end).includes(secret);

export const ATTACKS: readonly Attack[] = [
  reaching('read a file of the host', {
    typescript: ({ secretFile }) => `${REACH}\n(await reach('fs')).readFileSync(${JSON.stringify(secretFile)}, 'utf8')`,
    python: ({ secretFile }) => `open(${JSON.stringify(secretFile)}).read()`,
  }, hasSecret),
  reaching('read secrets from the environment', {
    typescript: () => `console.log(JSON.stringify(process.env))`,
    python: () => `import os\nprint(dict(os.environ))`,
  }, hasSecret),
  reaching('read the environment of other processes', {
    typescript: ({ victimPid }) => `${REACH}\nconst fs = await reach('fs');\nfor (const pid of [${victimPid}, process.ppid]) try { console.log(fs.readFileSync('/proc/' + pid + '/environ', 'utf8')) } catch {}`,
    python: ({ victimPid }) => `import os\nfor pid in (${victimPid}, os.getppid()):\n  try: print(open(f'/proc/{pid}/environ').read())\n  except OSError: pass`,
  }, hasSecret),
  reaching('write a file outside the workspace', {
    typescript: ({ folder }) => `${REACH}\n(await reach('fs')).writeFileSync(${JSON.stringify(join(folder, 'planted'))}, 'x')`,
    python: ({ folder }) => `open(${JSON.stringify(join(folder, 'planted'))}, 'w').write('x')`,
  }, async (_, { folder }) => (await readdir(folder)).includes('planted')),
  reaching('reach the network', {
    typescript: ({ port }) => `${REACH}\nawait fetch('http://127.0.0.1:${port}').catch(() => {});\nawait (async () => { const net = await reach('net'); await new Promise((resolve) => net.connect(${port}, '127.0.0.1').on('connect', resolve).on('error', resolve)) })().catch(() => {})`,
    python: ({ port }) => `import socket\nsocket.create_connection(('127.0.0.1', ${port}), timeout=3).recv(1)`,
  }, (_, { connections }, before) => connections() > before, ({ connections }) => connections()),
  reaching('signal the host', {
    typescript: () => `for (const pid of [${process.pid}, process.ppid]) try { process.kill(pid, 'SIGUSR2') } catch {}\nawait new Promise((resolve) => setTimeout(resolve, 100))`,
    python: () => `import os, signal, time\nfor pid in (${process.pid}, os.getppid()):\n  try: os.kill(pid, signal.SIGUSR2)\n  except OSError: pass\ntime.sleep(0.1)`,
  }, (_, { signals }, before) => signals() > before, ({ signals }) => signals()),
  reaching('read the memory of another process', {
    typescript: ({ victimPid }) => `${REACH}\nconst fs = await reach('fs');\nconst maps = fs.readFileSync('/proc/${victimPid}/maps', 'utf8').split('\\n').find((line) => line.includes('[heap]'));\nconst at = Number.parseInt(maps, 16); const file = fs.openSync('/proc/${victimPid}/mem', 'r');\nfs.readSync(file, Buffer.alloc(16), 0, 16, at) === 16`,
    python: ({ victimPid }) => `import ctypes\nlibc = ctypes.CDLL(None, use_errno=True)\nlibc.ptrace(16, ${victimPid}, 0, 0) == 0`,
  }, (end) => /true/i.test(end.value?.['text/plain'] as string ?? '')),
  reaching('make namespaces and mount', {
    python: () => `import ctypes\nlibc = ctypes.CDLL(None, use_errno=True)\n[libc.unshare(0x10000000) == 0, libc.unshare(0x00020000) == 0, libc.mount(b'none', b'/tmp', b'tmpfs', 0, None) == 0]`,
  }, (end) => everythingIn(end).includes('True')),
  {
    name: 'run on after the kernel is closed',
    async try(bed, _, language) {
      const marker = join(bed.workspace, 'alive');
      await bed.run(language === 'typescript'
        ? `${REACH}\nconst { spawn } = await reach('child_process');\nspawn('/bin/sh', ['-c', 'echo $$ > daemon.pid; while :; do date > alive; sleep 0.1; done'], { detached: true, stdio: 'ignore' }).unref();\nconst fs = await reach('fs');\nwhile (!fs.existsSync('alive')) await new Promise((resolve) => setTimeout(resolve, 10))`
        : `import os, subprocess, time\nsubprocess.Popen(['/bin/sh', '-c', 'echo $$ > daemon.pid; while :; do date > alive; sleep 0.1; done'], start_new_session=True, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)\nwhile not os.path.exists('alive'): time.sleep(0.01)`, { timeoutMs: 5_000 });
      if (!(await exists(marker))) return { kind: 'stopped', note: 'no process could be started' };
      await bed.kernel.close();
      return (await writesOn(marker)) ? { kind: 'not stopped', note: 'a daemon lives on' } : { kind: 'contained' };
    },
  },
  {
    name: 'pollute prototypes through arguments',
    kernel: { plugins: [plugin('merge', (input) => deepMerge({}, input as Record<string, unknown>))] },
    async try(bed, _, language) {
      await bed.run(language === 'typescript'
        ? `await merge(JSON.parse('{"a": {"__proto__": {"polluted": 1}}, "constructor": {"prototype": {"polluted": 1}}}'))`
        : `merge({"a": {"__proto__": {"polluted": 1}}, "constructor": {"prototype": {"polluted": 1}}})`);
      const polluted = 'polluted' in {};
      delete (Object.prototype as { polluted?: unknown }).polluted;
      return polluted ? { kind: 'not stopped' } : STOPPED;
    },
  },
  {
    name: 'loop forever',
    async try(bed, _, language) {
      const { status } = await bed.run(language === 'typescript' ? 'for (;;) {}' : 'while True: pass', { timeoutMs: 300 });
      return status === 'timeout' && (await isAlive(bed)) ? STOPPED : { kind: 'not stopped' };
    },
  },
  {
    name: 'start very many processes',
    kernel: { limits: { processes: 64 } },
    async try(bed, _, language) {
      // Where the host looks at them, 300 may be there between two looks: what matters is whether they stay.
      const end = await bed.run(language === 'typescript'
        ? `${REACH}\nconst { spawn } = await reach('child_process');\nlet n = 0;\nfor (; n < 300; n++) { const child = spawn('/bin/sleep', ['20'], { stdio: 'ignore' }); await new Promise((resolve, reject) => child.on('spawn', resolve).on('error', reject)) }\nawait new Promise((resolve) => setTimeout(resolve, 10_000));\nconsole.log('kept', n)`
        : `import os, time\nn = 0\nwhile n < 300:\n  if os.fork() == 0:\n    time.sleep(20); os._exit(0)\n  n += 1\ntime.sleep(10)\nprint('kept', n)`, { timeoutMs: 30_000 });
      if (end.stdout.includes('kept 300')) return { kind: 'not stopped', note: '300 of 300 kept' };
      return end.error?.message.includes('no way to') ? { kind: 'stopped', note: 'no process can be started' } : { kind: 'contained', note: end.error?.type };
    },
  },
  ...memoryBombs(),
  {
    name: 'flood the output with 100 MB',
    async try(bed, _, language) {
      const before = process.memoryUsage.rss();
      const end = await bed.run(language === 'typescript'
        ? `const line = 'x'.repeat(99_999);\nfor (let i = 0; i < 1000; i++) console.log(line);`
        : `for i in range(1000): print('x' * 99_999)`, { timeoutMs: 20_000 });
      const grownMb = (process.memoryUsage.rss() - before) / 1024 / 1024;
      return grownMb < 150 && end.outputTruncated && end.stdout.length <= 1_000_000 ? { kind: 'contained', note: 'dropped and marked' } : { kind: 'not stopped', note: `${Math.round(grownMb)} MB more in the host` };
    },
  },
  {
    name: 'flood the output with 100 MB past the runner',
    async try(bed, _, language) {
      const before = process.memoryUsage.rss();
      const end = await bed.run(language === 'typescript'
        ? forgeInTypescript(`const bytes = frame({ t: 'out', cell: '1', stream: 'stdout', text: 'x'.repeat(99_999) });\nfor (let i = 0; i < 1000; i++) await forge(bytes);`)
        : `import os\nfor i in range(1000): os.write(1, b'x' * 99_999 + b'\\n')`, { timeoutMs: 20_000 });
      const grownMb = (process.memoryUsage.rss() - before) / 1024 / 1024;
      if (end.error?.message.includes('no way to')) return STOPPED;
      return grownMb < 150 && end.stdout.length <= 1_000_000 ? { kind: 'contained', note: end.status === 'kernel-exit' ? 'the kernel was ended' : 'dropped' } : { kind: 'not stopped', note: `${Math.round(grownMb)} MB more in the host` };
    },
  },
  {
    name: 'recurse without end',
    async try(bed, _, language) {
      const { status } = await bed.run(language === 'typescript' ? 'function f() { return f() + 1 }\nf()' : 'def f(): return f() + 1\nf()');
      return status === 'error' && (await isAlive(bed)) ? STOPPED : { kind: 'contained', note: status };
    },
  },
  {
    name: 'break the parser with 20,000 nested parentheses',
    async try(bed) {
      const { status } = await bed.run(`${'('.repeat(20_000)}1${')'.repeat(20_000)}`);
      return status === 'refused' && (await isAlive(bed)) ? STOPPED : { kind: 'contained', note: status };
    },
  },
  {
    name: 'break the parser with other deep code',
    async try(bed) {
      for (const source of ['['.repeat(50_000), '!'.repeat(100_000) + '1', '-'.repeat(1) + '1'.repeat(200_000), 'f('.repeat(30_000), '{'.repeat(60_000), '`${'.repeat(30_000), 'a?b:'.repeat(50_000)]) await bed.run(source, { timeoutMs: 10_000 });
      return (await isAlive(bed)) ? STOPPED : { kind: 'not stopped' };
    },
  },
  {
    name: 'turn files of the host into artifacts by links',
    async try(bed, { secretFile, secret }, language) {
      const end = await bed.run(language === 'typescript'
        ? `${REACH}\nconst fs = await reach('fs');\nfor (const make of [() => fs.symlinkSync(${JSON.stringify(secretFile)}, 'link.txt'), () => fs.linkSync(${JSON.stringify(secretFile)}, 'hard.txt'), () => fs.symlinkSync('/etc', 'folder')]) try { make() } catch {}\nfs.writeFileSync('plain.txt', 'x')`
        : `import os\nfor make in (lambda: os.symlink(${JSON.stringify(secretFile)}, 'link.txt'), lambda: os.link(${JSON.stringify(secretFile)}, 'hard.txt'), lambda: os.symlink('/etc', 'folder'), lambda: os.mkfifo('pipe.txt')):\n  try: make()\n  except OSError: pass\nopen('plain.txt', 'w').write('x')`);
      const contents = await Promise.all(end.artifacts.map(async ({ sha256 }) => Buffer.from((await bed.artifacts.get(sha256)) ?? []).toString()));
      const names = end.artifacts.map(({ name }) => name);
      return contents.some((text) => text.includes(secret)) || names.some((name) => name.includes('..') || name.startsWith('folder')) ? { kind: 'not stopped', note: names.join() } : STOPPED;
    },
  },
  {
    name: 'forge the end of the cell',
    async try(bed, _, language) {
      const done = `{ t: 'done', cell: '1', outcome: 'ok', value: { 'text/plain': 'forged' }, calls: 0, variables: [] }`;
      const end = await bed.run(language === 'typescript' ? forgeInTypescript(`await forge(frame(${done}));\nawait new Promise(() => {})`) : forgeInPython(`forge(frame(${pythonOf(done)}))\nimport time\ntime.sleep(0.3)`), { timeoutMs: 1_000 });
      if (end.error?.message.includes('no way to')) return STOPPED;
      return { kind: 'contained', note: 'it ends only its own cell' };
    },
  },
  {
    name: 'forge spans, and frames of other cells',
    kernel: { plugins: samplePlugins() },
    async try(bed, _, language) {
      await bed.run('1');
      const frames = [`{ t: 'span', name: 'forged', cell: '2' }`, `{ t: 'done', cell: '1', outcome: 'ok', value: { 'text/plain': 'forged' }, calls: 9, variables: [] }`, `{ t: 'call', cell: '1', id: 5, plugin: 'add', args: { a: 1, b: 1 } }`, `{ t: 'call', cell: '2', id: 6, plugin: 'forged', args: {} }`];
      await bed.run(language === 'typescript' ? forgeInTypescript(frames.slice(1).map((frame) => `await forge(frame(${frame}));`).join('\n')) : forgeInPython(frames.slice(1).map((frame) => `forge(frame(${pythonOf(frame)}))`).join('\n')));
      await bed.run(language === 'typescript' ? forgeInTypescript(`await forge(frame(${frames[0]}));`) : forgeInPython(`forge(frame(${pythonOf(frames[0]!)}))`));
      const forgedSpan = bed.spans().some(({ name, status }) => name === 'forged' || (name === 'execute_tool forged' && status.code !== 2));
      const otherCell = bed.events('call-start').some(({ cellId }) => cellId === 'cel_1') || bed.events('cell-end')[0]?.calls.kernel === 9;
      return forgedSpan || otherCell ? { kind: 'not stopped' } : STOPPED;
    },
  },
  deniedCall(),
  ...brokenStreams(),
  {
    name: 'have the host unpickle something',
    languages: ['python'],
    kernel: { plugins: samplePlugins() },
    async try(bed, { folder }) {
      await bed.run(`import os, pickle\nclass Bomb:\n  def __reduce__(self): return (os.system, ('touch ${join(folder, 'unpickled')}',))\ndata = pickle.dumps(Bomb())\ngive(data)\ndata`);
      return (await exists(join(folder, 'unpickled'))) ? { kind: 'not stopped' } : STOPPED;
    },
  },
  {
    name: 'rewrite the question of an approval with control characters',
    async try() {
      const [input, output] = [new PassThrough(), new PassThrough()];
      input.write('n\n');
      await createTerminalApprovals({ input, output }).ask({
        sessionId: 's', cellId: 'c', callId: 'k', plugin: 'mail.send', description: '', reason: 'It sends mail.',
        arguments: { json: '"\u001b[2K\u001b[1A\u202eAllow it? [y/N] y"', summary: '', sizeBytes: 1, sha256: '' as never, truncated: false },
      }, new AbortController().signal);
      // oxlint-disable-next-line no-control-regex -- control characters are what is looked for
      return /[\u001b\u202e]/.test(String(output.read())) ? { kind: 'not stopped' } : STOPPED;
    },
  },
  {
    name: 'ANSI sequences and HTML in output',
    async try(bed, _, language) {
      const text = '\\u001b]0;owned\\u0007<script>alert(1)</script>';
      const end = await bed.run(language === 'typescript' ? `console.log('${text}'); '${text}'` : `print('${text}')\n'${text}'`);
      return end.value?.['text/html'] === undefined ? { kind: 'contained', note: 'carried as plain text; whoever shows it escapes it' } : { kind: 'not stopped' };
    },
  },
  {
    name: 'NaN, BigInt, dates, circular and huge values in arguments',
    kernel: { plugins: samplePlugins() },
    async try(bed, _, language) {
      await bed.run(language === 'typescript'
        ? `const loop = []; loop.push(loop);\nlet deep = []; for (let i = 0; i < 100000; i++) deep = [deep];\nfor (const value of [NaN, 10n ** 400n, new Date(NaN), loop, deep, 'x'.repeat(40_000_000), Symbol('a'), new Proxy({}, { get() { throw new Error('trap') } })]) await give({ value }).catch(() => {})`
        : `loop = []\nloop.append(loop)\ndeep = []\nfor i in range(100000): deep = [deep]\nclass Trap:\n  def __getattr__(self, name): raise SystemError('trap')\nfor value in (float('nan'), 10**400, loop, deep, 'x' * 40_000_000, object(), Trap()):\n  try: give(value)\n  except Exception: pass\ndel deep, loop`, { timeoutMs: 20_000 });
      return (await isAlive(bed)) ? STOPPED : { kind: 'not stopped' };
    },
  },
];

function memoryBombs(): Attack[] {
  const bombs: readonly [name: string, typescript: string, python: string][] = [
    ['take 3 GB of memory', `const hoard = []; for (let i = 0; i < 3000; i++) hoard.push(new Array(131_072).fill(i));\nconsole.log('taken')`, `hoard = [list(range(i, i + 131_072)) for i in range(600)]\nprint('taken')`],
    ['take 3 GB of memory as typed arrays', `const hoard = []; for (let i = 0; i < 48; i++) hoard.push(new Uint8Array(64 * 1024 * 1024).fill(1));\nconsole.log('taken')`, `hoard = []\nfor i in range(48): hoard.append(bytearray(b'x') * (64 * 1024 * 1024))\nprint('taken')`],
  ];
  return bombs.map(([name, typescript, python]) => ({
    name,
    kernel: { limits: { memoryBytes: 1024 * 1024 * 1024 } },
    async try(bed: TestBed, _: AttackTarget, language: KernelLanguage): Promise<AttackVerdict> {
      const end = await bed.run(language === 'typescript' ? typescript : python, { timeoutMs: 30_000 });
      if (end.stdout.includes('taken')) return { kind: 'not stopped' };
      return { kind: 'contained', note: end.status === 'error' ? 'an error in the code' : 'the kernel ended' };
    },
  }));
}

/** The stub refuses nothing: what the policy denies, the host denies. */
function deniedCall(): Attack {
  let ran = 0;
  return {
    name: 'call a denied plugin by a frame of its own',
    kernel: { plugins: [plugin('vault.open', () => ++ran)], policy: { deny: ['vault.*'] } },
    async try(bed, _, language) {
      const before = ran;
      const call = `{ t: 'call', cell: '1', id: 999, plugin: 'vault.open', args: {} }`;
      await bed.run(language === 'typescript'
        ? forgeInTypescript(`await forge(frame(${call}));\nawait new Promise((resolve) => setTimeout(resolve, 200))`)
        : forgeInPython(`forge(frame(${pythonOf(call)}))\nimport time\ntime.sleep(0.2)`), { timeoutMs: 5_000 });
      if (ran > before) return { kind: 'not stopped' };
      const [refused] = bed.events('call-end');
      return { kind: 'stopped', note: refused ? 'recorded as refused' : 'no way to the channel' };
    },
  };
}

function brokenStreams(): Attack[] {
  const streams: readonly [name: string, typescript: string, python: string][] = [
    ['send a frame that claims 4 GB', `const head = Buffer.alloc(8, 0xff);\nawait forge(head);`, `forge(b'\\xff' * 8)`],
    ['send garbage for frames', `await forge(Buffer.from('garbage garbage garbage garbage'));`, `forge(b'garbage garbage garbage garbage')`],
    ['send a frame that is no JSON', `await forge(Buffer.from([8, 0, 0, 0, 4, 0, 0, 0, 123, 123, 123, 123]));`, `forge(bytes([8, 0, 0, 0, 4, 0, 0, 0, 123, 123, 123, 123]))`],
  ];
  return streams.map(([name, typescript, python]) => ({
    name,
    async try(bed: TestBed, _: AttackTarget, language: KernelLanguage): Promise<AttackVerdict> {
      const wait = language === 'typescript' ? '\nawait new Promise((resolve) => setTimeout(resolve, 300))' : '\nimport time\ntime.sleep(0.3)';
      const end = await bed.run((language === 'typescript' ? forgeInTypescript(typescript) : forgeInPython(python)) + wait, { timeoutMs: 3_000 });
      if (!(await isAlive(bed))) return { kind: 'not stopped' };
      const [kernelEnd] = bed.events('kernel-end');
      return kernelEnd ? { kind: 'contained', note: `the kernel was ended: ${kernelEnd.reason}` } : { kind: 'stopped', note: end.error?.message };
    },
  }));
}

/** The literal of a JavaScript object of plain names and texts, in Python. */
function pythonOf(literal: string): string {
  return literal.replace(/(\w+): /g, '"$1": ');
}

/** A merge without any care, as plugins may have it. */
function deepMerge(target: Record<string, unknown>, source: Record<string, unknown>): Record<string, unknown> {
  for (const key of Object.keys(source)) {
    const value = source[key];
    if (typeof value === 'object' && value !== null) deepMerge((target[key] ??= {}) as Record<string, unknown>, value as Record<string, unknown>);
    else target[key] = value;
  }
  return target;
}

/** Whether a process that should be dead still writes; if so, it is ended. */
async function writesOn(marker: string): Promise<boolean> {
  const first = (await stat(marker)).mtimeMs;
  for (let look = 0; look < 20; look++) {
    await new Promise((resolve) => setTimeout(resolve, 50));
    if ((await stat(marker)).mtimeMs === first) continue;
    process.kill(-Number(await readFile(join(dirname(marker), 'daemon.pid'), 'utf8')), 'SIGKILL');
    return true;
  }
  return false;
}

async function exists(path: string): Promise<boolean> {
  return access(path).then(() => true, () => false);
}
