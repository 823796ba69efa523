import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

/** The engine of a Heddle server, which is its child; `undefined` while there is none. */
export async function engineOf(pid) {
  for (const line of (await ps('-A', '-o', 'pid=,ppid=,args=')).split('\n')) {
    const [, child, parent, command] = /^\s*(\d+)\s+(\d+)\s+(.*)$/.exec(line) ?? [];
    if (Number(parent) === pid && command.includes('engine-process')) return Number(child);
  }
  return undefined;
}

/** Memory of processes together, as the system counts it. */
export async function residentBytes(pids) {
  const kilobytes = (await ps('-o', 'rss=', '-p', pids.join(','))).trim().split('\n').map(Number);
  return kilobytes.reduce((sum, value) => sum + value, 0) * 1024;
}

async function ps(...args) {
  return (await promisify(execFile)('ps', args, { maxBuffer: 16 * 1024 * 1024 })).stdout;
}
