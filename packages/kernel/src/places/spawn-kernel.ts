import { spawn } from 'node:child_process';
import type { Duplex } from 'node:stream';
import type { KernelLimits } from '../kernel-limits.js';
import type { KernelExit, KernelProcess } from './place.js';
import { processTree } from './process-tree.js';
import { watchResources } from './watch-resources.js';

export interface KernelCommand {
  readonly command: string;
  readonly args: readonly string[];
  readonly cwd: string;
  /** The whole environment: nothing of the host's is inherited. */
  readonly env: Readonly<Record<string, string>>;
  /** Bytes the command reads from file descriptor 5, 6, ... */
  readonly inputs?: readonly Uint8Array[];
  /** Limits for the host to watch, where the operating system does not keep them. */
  readonly watch?: KernelLimits;
}

/** Starts a kernel's program with the channel as file descriptor 3 and the control stream as 4. */
export function spawnKernel({ command, args, cwd, env, inputs = [], watch }: KernelCommand): KernelProcess {
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

  let excess: string | undefined;
  const unwatch = watch && child.pid !== undefined
    ? watchResources(child.pid, watch, (problem) => {
      excess = problem;
      kill();
    })
    : () => {};

  const exited = new Promise<KernelExit>((resolve) => {
    child.on('error', (error) => resolve({ code: null, signal: null, error }));
    child.on('exit', (code, signal) => {
      unwatch();
      kill();
      resolve({ code, signal, excess });
    });
  });

  /** Ends the process, its group, and what descends from it in other groups. */
  function kill(): void {
    const { pid } = child;
    if (pid === undefined) return;
    const others = child.exitCode === null && child.signalCode === null ? processTree(pid) : [];
    for (const target of [-pid, ...others]) {
      try {
        process.kill(target, 'SIGKILL');
      } catch {
        // It is gone already.
      }
    }
  }

  return { channel, control, stdout: child.stdout!, stderr: child.stderr!, exited, kill };
}
