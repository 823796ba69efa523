import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { setTimeout } from 'node:timers/promises';
import { promisify } from 'node:util';

/** Longer than a server lets rows wait for others. */
const QUIET_MS = 1_500;
const LONGEST_WAIT_MS = 60_000;
const LOOK_MS = 50;
/** Work between two looks that does not count: timers. */
const IDLE_MICROS = 10_000;

/** The engine of a Heddle server, which is its child; `undefined` while there is none. */
export async function engineOf(pid) {
  for (const line of (await ps('-A', '-o', 'pid=,ppid=,args=')).split('\n')) {
    const [, child, parent, command] = /^\s*(\d+)\s+(\d+)\s+(.*)$/.exec(line) ?? [];
    if (Number(parent) === pid && command.includes('engine-process')) return Number(child);
  }
  return undefined;
}

const paused = new Set();
process.once('exit', () => resume([...paused]));
for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, () => process.exit(1));

/**
 * Stops processes until their next turn: what one of them has left to do, such as merging, must neither take from what is measured beside it nor be
 * done where nobody measures it.
 */
export function pause(pids) {
  for (const pid of pids) {
    paused.add(pid);
    process.kill(pid, 'SIGSTOP');
  }
}

/** Lets paused processes go on; of those that are no more nothing is said. Default: all that are paused. */
export function resume(pids = [...paused]) {
  for (const pid of pids) {
    paused.delete(pid);
    try {
      process.kill(pid, 'SIGCONT');
    } catch (error) {
      if (error.code !== 'ESRCH') throw error;
    }
  }
}

/** Memory of processes together, as the system counts it. */
export async function residentBytes(pids) {
  const kilobytes = (await ps('-o', 'rss=', '-p', pids.join(','))).trim().split('\n').map(Number);
  return kilobytes.reduce((sum, value) => sum + value, 0) * 1024;
}

/** Waits until processes have nothing left to do, a minute at most. */
export async function untilIdle(pids) {
  let doneAt = performance.now();
  let before = await workMicros(pids);
  for (const end = doneAt + LONGEST_WAIT_MS; performance.now() < Math.min(end, doneAt + QUIET_MS);) {
    await setTimeout(LOOK_MS);
    const now = await workMicros(pids);
    if (now - before > IDLE_MICROS) doneAt = performance.now();
    before = now;
  }
}

/**
 * Processor time of processes so far, in microseconds, counted in hundredths of a second. `NaN` where the system does not say, as only Linux does.
 *
 * @see proc_pid_stat(5), fields 14 and 15
 */
export async function workMicros(pids) {
  if (process.platform !== 'linux') return Number.NaN;
  const times = await Promise.all(pids.map(async (pid) => {
    const fields = (await readFile(`/proc/${pid}/stat`, 'utf8')).split(') ').at(-1).split(' ');
    return (Number(fields[11]) + Number(fields[12])) * 10_000;
  }));
  return times.reduce((sum, time) => sum + time, 0);
}

async function ps(...args) {
  return (await promisify(execFile)('ps', args, { maxBuffer: 16 * 1024 * 1024 })).stdout;
}
