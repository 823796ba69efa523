import type { KernelLimits } from '../kernel-limits.js';
import { ownMemoryBytes, processTree } from './process-tree.js';

const LOOK_EVERY_MS = 200;

/**
 * Looks at a kernel's memory and processes from the host, where the operating system does not bound them. A look takes
 * well under a millisecond; between two looks a kernel can pass its limits, so this is no match for a control group.
 *
 * @param exceeded - told once, in a sentence
 * @returns ends the watch
 */
export function watchResources(pid: number, limits: KernelLimits, exceeded: (problem: string) => void): () => void {
  const timer = setInterval(() => {
    const problem = excess(processTree(pid), limits);
    if (problem === undefined) return;
    clearInterval(timer);
    exceeded(problem);
  }, LOOK_EVERY_MS);
  timer.unref();
  return () => clearInterval(timer);
}

function excess(pids: readonly number[], limits: KernelLimits): string | undefined {
  if (pids.length > limits.processes) return `It had ${pids.length} processes; at most ${limits.processes} are allowed.`;
  const bytes = pids.reduce((sum, pid) => sum + ownMemoryBytes(pid), 0);
  if (bytes > limits.memoryBytes) return `It used ${megabytes(bytes)} MB of memory; at most ${megabytes(limits.memoryBytes)} MB are allowed.`;
  return undefined;
}

function megabytes(bytes: number): number {
  return Math.round(bytes / 1024 / 1024);
}
