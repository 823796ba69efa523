import { spawn, type ChildProcess } from 'node:child_process';
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
}

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
        const look = () => {
          const match = pattern.exec(text.stdout + text.stderr);
          if (match) resolve(match);
        };
        child.stdout!.on('data', look);
        child.stderr!.on('data', look);
        void closed.then((code) => reject(new Error(`heddle ended with ${code} before ${pattern} was seen:\n${text.stdout}${text.stderr}`)));
        look();
      }),
    async stop(signal = 'SIGINT') {
      child.kill(signal);
      return { code: await closed, ...text };
    },
  };
}

function startHeddle(args: readonly string[], { cwd, env = {} }: HeddleOptions): ChildProcess {
  const { PATH = '', HOME = '' } = process.env;
  return spawn(process.execPath, [HEDDLE, ...args], { cwd, env: { PATH, HOME, ...env }, stdio: 'pipe' });
}

function collect(child: ChildProcess): { stdout: string; stderr: string } {
  const text = { stdout: '', stderr: '' };
  child.stdout!.setEncoding('utf8').on('data', (piece: string) => void (text.stdout += piece));
  child.stderr!.setEncoding('utf8').on('data', (piece: string) => void (text.stderr += piece));
  return text;
}
