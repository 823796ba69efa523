import type { WarmKernel } from '@heddle/kernel';
import { access, mkdir, symlink } from 'node:fs/promises';
import { basename } from 'node:path';

/** Where a session works, and the kernel that waits there for it, if one does. */
export interface SessionWorkspace {
  readonly folder: string;
  readonly warm: WarmKernel | undefined;
}

/**
 * Opens the folder of a session. A kernel that is ready has a folder of its own already: under the session's id it is
 * found again, also when the session is resumed. A folder that was there before gets no such kernel.
 *
 * @param shared - whether all sessions and all ready kernels work in this one folder
 */
export async function openWorkspace(folder: string, shared: boolean, takeWarm: () => Promise<WarmKernel | undefined>): Promise<SessionWorkspace> {
  if (!shared && (await isThere(folder))) return { folder, warm: undefined };
  const warm = await takeWarm();
  if (warm && !shared) await symlink(basename(warm.workspace), folder, 'dir');
  else await mkdir(folder, { recursive: true });
  return { folder, warm };
}

async function isThere(path: string): Promise<boolean> {
  return await access(path).then(() => true, () => false);
}
