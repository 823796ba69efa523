import { open, readFile, rm, stat } from 'node:fs/promises';
import { setTimeout } from 'node:timers/promises';

const LOOK_AGAIN_MS = 5;
/** What is done under a lock takes milliseconds: one as old as this is nobody's any more, whoever its process id names by now. */
const OLDEST_LOCK_MS = 10_000;

/** Does something while no other process does it: a file beside it says who is at work. That of a dead process is removed. */
export async function withFileLock<Result>(lock: string, work: () => Promise<Result>): Promise<Result> {
  while (!(await take(lock))) {
    const holder = await readFile(lock, 'utf8').catch(() => undefined);
    if (holder !== undefined && (await isLeftBehind(lock, holder))) await remove(lock, holder);
    else await setTimeout(LOOK_AGAIN_MS);
  }
  try {
    return await work();
  } finally {
    await rm(lock, { force: true });
  }
}

async function take(lock: string): Promise<boolean> {
  try {
    const file = await open(lock, 'wx', 0o600);
    await file.writeFile(String(process.pid)).finally(() => file.close());
    return true;
  } catch (thrown) {
    if ((thrown as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw thrown;
  }
}

async function isLeftBehind(lock: string, holder: string): Promise<boolean> {
  if (/^[1-9]\d*$/.test(holder) && !isAlive(Number(holder))) return true;
  const found = await stat(lock).catch(() => undefined);
  return found !== undefined && Date.now() - found.mtimeMs > OLDEST_LOCK_MS;
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch (thrown) {
    return (thrown as NodeJS.ErrnoException).code === 'EPERM';
  }
}

/** Unless another process has removed it first and taken it since. */
async function remove(lock: string, holder: string): Promise<void> {
  if ((await readFile(lock, 'utf8').catch(() => undefined)) === holder) await rm(lock, { force: true });
}
