import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

const COMMAND = fileURLToPath(new URL('../packages/cli/bin/heddle.js', import.meta.url));

/** A real `heddle up --demo` on a folder and a port of its own. */
export interface RunningHeddle {
  readonly url: string;
  /** Everything it printed so far. */
  output(): string;
  stop(): Promise<void>;
}

/** Starts it and waits until the demo has run. No key of a provider reaches it: the script answers. */
export async function startDemo(dataDir: string): Promise<RunningHeddle> {
  const { OPENAI_API_KEY: _o, ANTHROPIC_API_KEY: _a, HEDDLE_MODEL: _m, HEDDLE_URL: _u, OPENAI_BASE_URL: _b, FORCE_COLOR: _f, ...env } = process.env;
  const child = spawn(process.execPath, [COMMAND, 'up', '--demo', '--port', '0', '--data', dataDir], { env, stdio: ['ignore', 'pipe', 'pipe'] });
  let text = '';
  const collect = (chunk: Buffer) => void (text += chunk.toString());
  child.stdout.on('data', collect);
  child.stderr.on('data', collect);
  await waitFor(child, () => /The dashboard is at /.test(text), () => text);
  return {
    url: /Heddle is at (\S+)/.exec(text)![1]!,
    output: () => text,
    async stop() {
      child.kill('SIGINT');
      if (child.exitCode === null) await once(child, 'exit');
    },
  };
}

async function waitFor(child: ChildProcess, ready: () => boolean, output: () => string): Promise<void> {
  await new Promise<void>((resolve, reject) => {
    const check = () => ready() && resolve();
    child.stdout?.on('data', check);
    child.once('exit', (code) => reject(new Error(`heddle up ended with ${code}:\n${output()}`)));
  });
}
