import { constants } from 'node:fs';
import { access } from 'node:fs/promises';
import { join } from 'node:path';

const FOLDERS = ['/usr/local/sbin', '/usr/local/bin', '/usr/sbin', '/usr/bin', '/sbin', '/bin'];
const found = new Map<string, Promise<string | undefined>>();

/** Path of a system program. Only the system's own folders are looked at: what is on the PATH may be anybody's. */
export function findProgram(name: string): Promise<string | undefined> {
  const known = found.get(name) ?? search(name);
  found.set(name, known);
  return known;
}

async function search(name: string): Promise<string | undefined> {
  for (const folder of FOLDERS) {
    const path = join(folder, name);
    if (await access(path, constants.X_OK).then(() => true, () => false)) return path;
  }
  return undefined;
}
