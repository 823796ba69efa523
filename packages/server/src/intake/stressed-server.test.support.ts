import { spawn } from 'node:child_process';
import { readFile } from 'node:fs/promises';

/** A server with its store in a process of its own, which stops in order when it is told to. Linux only: what it uses is read from /proc. */
export interface StressedServer {
  readonly url: string;
  /** The process of its engine. */
  enginePid(): Promise<number>;
  /** Memory of the server without its engine. */
  residentBytes(): Promise<number>;
  /** Sends SIGTERM. @returns the exit code once it has ended */
  stop(): Promise<number | null>;
}

export async function startStressedServer(dataFolder: string, maxBytes: number): Promise<StressedServer> {
  const program = `
    import { createStore } from '@heddle/store';
    import { createServer } from ${JSON.stringify(new URL('../create-server.js', import.meta.url))};
    const store = await createStore({ dataFolder: ${JSON.stringify(dataFolder)}, maxWaitingBytes: ${maxBytes} });
    const server = await createServer({ store, version: '0.1.0', port: 0, grpcPort: null, maxBodiesBytes: ${maxBytes} });
    process.on('SIGTERM', () => void server.close().then(() => store.close()));
    console.log(server.url);
  `;
  const child = spawn(process.execPath, ['--input-type=module', '-e', program], {
    cwd: new URL('.', import.meta.url), stdio: ['ignore', 'pipe', 'inherit'],
  });
  const ended = new Promise<number | null>((resolve) => child.once('exit', resolve));
  const url = await new Promise<string>((resolve, reject) => {
    child.stdout.setEncoding('utf8').once('data', (text: string) => resolve(text.trim()));
    child.once('exit', (code) => reject(new Error(`The server ended with ${code}.`)));
  });
  return {
    url,
    async enginePid() {
      return Number((await readFile(`/proc/${child.pid}/task/${child.pid}/children`, 'utf8')).trim().split(' ').at(-1));
    },
    async residentBytes() {
      return 1024 * Number(/^VmRSS:\s+(\d+) kB/m.exec(await readFile(`/proc/${child.pid}/status`, 'utf8'))?.[1]);
    },
    stop() {
      child.kill('SIGTERM');
      return ended;
    },
  };
}
