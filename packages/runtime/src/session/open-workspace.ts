import type { WarmKernel } from '@heddle/kernel';
import { access, mkdir, rm, symlink } from 'node:fs/promises';
import { basename } from 'node:path';

/** Where a session works, and the kernel that waits there for it, if one does. */
export interface SessionWorkspace {
  readonly folder: string;
  readonly warm: WarmKernel | undefined;
  /** Puts back how it was, for a session that came to nothing: the kernel ends, and folders that were made for it are gone. */
  abandon(): Promise<void>;
}

/**
 * Opens the folder of a session. A kernel that is ready has a folder of its own already: under the session's id it is
 * found again, also when the session is resumed. A folder that was there before gets no such kernel.
 *
 * @param shared - whether all sessions and all ready kernels work in this one folder
 */
export async function openWorkspace(folder: string, shared: boolean, takeWarm: () => Promise<WarmKernel | undefined>): Promise<SessionWorkspace> {
  if (!shared && (await isThere(folder))) return { folder, warm: undefined, abandon: async () => {} };
  const warm = await takeWarm();
  const discard = async () => {
    await warm?.connection.kill({ reason: 'closed', detail: 'Its session could not be opened.' });
    if (warm && !shared) await rm(warm.workspace, { recursive: true, force: true });
  };
  try {
    if (warm && !shared) await symlink(basename(warm.workspace), folder, 'dir');
    else await mkdir(folder, { recursive: true });
  } catch (error) {
    await discard();
    throw error;
  }
  return {
    folder,
    warm,
    async abandon() {
      await discard();
      if (!shared) await rm(folder, { recursive: true, force: true });
    },
  };
}

async function isThere(path: string): Promise<boolean> {
  return await access(path).then(() => true, () => false);
}
