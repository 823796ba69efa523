import { spawn } from 'node:child_process';
import type { Duplex } from 'node:stream';
import type { KernelExit, KernelProcess } from './place.js';

export interface KernelCommand {
  readonly command: string;
  readonly args: readonly string[];
  readonly cwd: string;
  /** The whole environment: nothing of the host's is inherited. */
  readonly env: Readonly<Record<string, string>>;
  /** Bytes the command reads from file descriptor 5, 6, ... */
  readonly inputs?: readonly Uint8Array[];
}

/** Starts a kernel's program with the channel as file descriptor 3 and the control stream as 4. */
export function spawnKernel({ command, args, cwd, env, inputs = [] }: KernelCommand): KernelProcess {
  const child = spawn(command, args, {
    cwd,
    env,
    stdio: ['ignore', 'pipe', 'pipe', 'pipe', 'pipe', ...inputs.map(() => 'pipe' as const)],
    // A process group of its own: what the code starts dies with it, and a terminal's Ctrl-C does not reach it.
    detached: true,
  });
  const channel = child.stdio[3] as Duplex;
  const control = child.stdio[4] as Duplex;
  // A stream whose other end died says so here; the exit tells the story.
  for (const stream of [channel, control, child.stdout!, child.stderr!]) stream.on('error', () => {});
  control.resume();
  for (const [index, bytes] of inputs.entries()) {
    const input = child.stdio[5 + index] as Duplex;
    input.on('error', () => {});
    input.end(bytes);
  }

  const exited = new Promise<KernelExit>((resolve) => {
    child.on('error', (error) => resolve({ code: null, signal: null, error }));
    child.on('exit', (code, signal) => {
      killGroup();
      resolve({ code, signal });
    });
  });

  function killGroup(): void {
    if (child.pid === undefined) return;
    try {
      process.kill(-child.pid, 'SIGKILL');
    } catch {
      // The group is gone: there is nothing left to end.
    }
  }

  return { channel, control, stdout: child.stdout!, stderr: child.stderr!, exited, kill: killGroup };
}
