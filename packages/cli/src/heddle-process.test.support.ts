import { spawn, type ChildProcess } from 'node:child_process';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const HEDDLE = fileURLToPath(new URL('../bin/heddle.js', import.meta.url));

export interface HeddleRun {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface HeddleOptions {
  readonly cwd: string;
  /** All that the process has besides PATH and HOME: no keys of whoever runs the tests. */
  readonly env?: Readonly<Record<string, string>>;
  readonly input?: string;
  /** In a pseudo-terminal, which `script` of util-linux makes. */
  readonly terminal?: boolean;
}

/** Below the time a test has, so that a test which waits in vain shows what it saw. */
const PATIENCE_MS = 50_000;
const SCRIPT = '/usr/bin/script';
export const HAS_TERMINALS = process.platform === 'linux' && existsSync(SCRIPT);

/** The command as a user runs it, until it ends. */
export async function heddle(args: readonly string[], options: HeddleOptions): Promise<HeddleRun> {
  const child = startHeddle(args, options);
  const text = collect(child);
  child.stdin!.end(options.input ?? '');
  const code = await new Promise<number | null>((resolve) => child.once('close', resolve));
  return { code, ...text };
}

export interface LiveHeddle {
  readonly child: ChildProcess;
  /** Waits until its output has this. */
  until(pattern: RegExp): Promise<RegExpExecArray>;
  /** Types, with what a key sends: `\r` for Enter, `\u0003` for Ctrl-C. */
  type(text: string): void;
  readonly ended: Promise<HeddleRun>;
  /** Sends a signal and waits for the end. */
  stop(signal?: NodeJS.Signals): Promise<HeddleRun>;
}

/** The command while it runs. */
export function liveHeddle(args: readonly string[], options: HeddleOptions): LiveHeddle {
  const child = startHeddle(args, options);
  const text = collect(child);
  const closed = new Promise<number | null>((resolve) => child.once('close', resolve));
  return {
    child,
    until: (pattern) =>
      new Promise((resolve, reject) => {
        const failed = (what: string) => reject(new Error(`${what} before ${pattern} was seen:\n${text.stdout}${text.stderr}`));
        const patience = setTimeout(() => failed(`${PATIENCE_MS} ms went by`), PATIENCE_MS);
        const look = () => {
          const match = pattern.exec(text.stdout + text.stderr);
          if (!match) return;
          clearTimeout(patience);
          resolve(match);
        };
        child.stdout!.on('data', look);
        child.stderr!.on('data', look);
        void closed.then((code) => (clearTimeout(patience), failed(`heddle ended with ${code}`)));
        look();
      }),
    type: (keys) => void child.stdin!.write(keys),
    ended: closed.then((code) => ({ code, ...text })),
    async stop(signal = 'SIGINT') {
      child.kill(signal);
      return { code: await closed, ...text };
    },
  };
}

function startHeddle(args: readonly string[], { cwd, env = {}, terminal = false }: HeddleOptions): ChildProcess {
  const { PATH = '', HOME = '' } = process.env;
  const command = [process.execPath, HEDDLE, ...args];
  const [program, ...rest] = terminal ? [SCRIPT, '--quiet', '--return', '--command', command.map((word) => `'${word}'`).join(' '), '/dev/null'] : command;
  return spawn(program!, rest, { cwd, env: { PATH, HOME, ...env }, stdio: 'pipe' });
}

function collect(child: ChildProcess): { stdout: string; stderr: string } {
  const text = { stdout: '', stderr: '' };
  child.stdout!.setEncoding('utf8').on('data', (piece: string) => void (text.stdout += piece));
  child.stderr!.setEncoding('utf8').on('data', (piece: string) => void (text.stderr += piece));
  return text;
}
