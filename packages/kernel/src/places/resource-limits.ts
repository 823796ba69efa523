import type { KernelLimits } from '../kernel-limits.js';
import { findProgram } from './find-program.js';

/** Largest file a kernel can write, and how many it can have open. */
const MAX_FILE_BYTES = 1024 * 1024 * 1024;
const MAX_OPEN_FILES = 1_024;

/** V8's own limit, half of the kernel's memory: its error message is better than that of the operating system. */
export function heapLimit(limits: KernelLimits): string {
  return `--max-old-space-size=${Math.floor(limits.memoryBytes / 1024 / 1024 / 2)}`;
}

/**
 * The words in front of a command that bound it with `prlimit`; none when the system has no `prlimit`. A process that
 * wants more memory gets an error in the code, and lives on.
 *
 * @param options.perUser - also bound processes and threads; counted per user, so only where the kernel has its own
 */
export async function resourceLimits(limits: KernelLimits, { perUser = false } = {}): Promise<readonly string[]> {
  const prlimit = await findProgram('prlimit');
  if (prlimit === undefined) return [];
  return [
    prlimit,
    `--data=${limits.memoryBytes}`,
    '--core=0',
    `--fsize=${MAX_FILE_BYTES}`,
    `--nofile=${MAX_OPEN_FILES}`,
    ...(perUser ? [`--nproc=${limits.processes}`] : []),
    '--',
  ];
}
