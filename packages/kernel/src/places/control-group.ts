import { randomBytes } from 'node:crypto';
import { access, mkdir, readdir, readFile, rmdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { KernelLimits } from '../kernel-limits.js';

const ROOT = '/sys/fs/cgroup';
const PERIOD_US = 100_000;

/** Bounds on a group of processes, kept by the operating system. */
export interface ControlGroup {
  /** Files to write one's process id to, to join. */
  readonly joins: readonly string[];
  /** Removes the group; its processes must have ended. */
  close(): Promise<void>;
}

/** A group with the kernel's limits on memory, processes and processors, or `undefined` where this user may not make one. */
export async function createControlGroup(limits: KernelLimits): Promise<ControlGroup | undefined> {
  await (swept ??= sweep());
  const name = `heddle-${process.pid}-${randomBytes(6).toString('hex')}`;
  return (await version2(name, limits)) ?? (await version1(name, limits));
}

async function version2(name: string, limits: KernelLimits): Promise<ControlGroup | undefined> {
  const controllers = await readFile(join(ROOT, 'cgroup.subtree_control'), 'utf8').catch(() => '');
  if (!controllers.includes('memory') || !controllers.includes('pids')) return undefined;
  return makeGroup([
    {
      folder: join(ROOT, name),
      settings: [
        ['memory.max', limits.memoryBytes],
        ['memory.swap.max', 0],
        ['pids.max', limits.processes],
        ...(controllers.includes('cpu') ? [['cpu.max', `${Math.round(limits.cpus * PERIOD_US)} ${PERIOD_US}`] as const] : []),
      ],
    },
  ]);
}

async function version1(name: string, limits: KernelLimits): Promise<ControlGroup | undefined> {
  for (const controller of ['memory', 'pids']) {
    if (!(await access(join(ROOT, controller, 'cgroup.procs')).then(() => true, () => false))) return undefined;
  }
  const withCpu = await access(join(ROOT, 'cpu', 'cpu.cfs_quota_us')).then(() => true, () => false);
  return makeGroup([
    { folder: join(ROOT, 'memory', name), settings: [['memory.limit_in_bytes', limits.memoryBytes]] },
    { folder: join(ROOT, 'pids', name), settings: [['pids.max', limits.processes]] },
    ...(withCpu ? [{ folder: join(ROOT, 'cpu', name), settings: [['cpu.cfs_period_us', PERIOD_US], ['cpu.cfs_quota_us', Math.round(limits.cpus * PERIOD_US)]] as const }] : []),
  ]);
}

interface GroupPlan {
  readonly folder: string;
  readonly settings: readonly (readonly [file: string, value: number | string])[];
}

async function makeGroup(plans: readonly GroupPlan[]): Promise<ControlGroup | undefined> {
  const close = async () => {
    for (const { folder } of plans) await removeWhenEmpty(folder);
  };
  try {
    for (const { folder, settings } of plans) {
      await mkdir(folder);
      for (const [file, value] of settings) {
        // A system without swap accounting has no such file.
        await writeFile(join(folder, file), String(value)).catch((error) => {
          if (file !== 'memory.swap.max') throw error;
        });
      }
    }
    return { joins: plans.map(({ folder }) => join(folder, 'cgroup.procs')), close };
  } catch {
    await close();
    return undefined;
  }
}

let swept: Promise<void> | undefined;

/** Removes groups that processes of Heddle left when they were killed. */
async function sweep(): Promise<void> {
  for (const folder of [ROOT, join(ROOT, 'memory'), join(ROOT, 'pids'), join(ROOT, 'cpu')]) {
    for (const name of await readdir(folder).catch(() => [])) {
      const owner = /^heddle-(\d+)-/.exec(name)?.[1];
      if (owner !== undefined && !isAlive(Number(owner))) await rmdir(join(folder, name)).catch(() => {});
    }
  }
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}

/** The operating system counts a process as a member for a moment after it has ended. */
async function removeWhenEmpty(folder: string): Promise<void> {
  for (let attempt = 0; attempt < 20; attempt++) {
    const problem = await rmdir(folder).then(() => undefined, (error: NodeJS.ErrnoException) => error.code);
    if (problem !== 'EBUSY') return;
    await new Promise((resolve) => setTimeout(resolve, 10 * (attempt + 1)));
  }
}
