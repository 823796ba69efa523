import { readdirSync, readFileSync } from 'node:fs';

/** Most processes that are looked at. */
const MAX_PROCESSES = 10_000;

/** Ids of a process and of all that descend from it, on Linux; elsewhere only its own. */
export function processTree(pid: number): readonly number[] {
  const found = [pid];
  for (let index = 0; index < found.length && found.length < MAX_PROCESSES; index++) found.push(...childrenOf(found[index]!));
  return found;
}

function childrenOf(pid: number): readonly number[] {
  try {
    const threads = readdirSync(`/proc/${pid}/task`);
    return threads.flatMap((thread) => readFileSync(`/proc/${pid}/task/${thread}/children`, 'utf8').split(' ').filter(Boolean).map(Number));
  } catch {
    return []; // It has ended meanwhile.
  }
}

const PAGE_BYTES = 4_096;

/** Memory that only this process has, in bytes: what is resident, without what it shares with others. */
export function ownMemoryBytes(pid: number): number {
  try {
    const [, resident = 0, shared = 0] = readFileSync(`/proc/${pid}/statm`, 'utf8').split(' ').map(Number);
    return (resident - shared) * PAGE_BYTES;
  } catch {
    return 0;
  }
}
