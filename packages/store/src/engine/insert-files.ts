import { mkdir, open, rm } from 'node:fs/promises';
import type { FileHandle } from 'node:fs/promises';
import { join } from 'node:path';
import { isNoSpaceLeft } from './disk-full.js';

/** Files through which rows go to the engine. What is in them matters only while an insert runs. */
export interface InsertFiles {
  /** Has `work` read the bytes from a file that is its own until it ends. @throws in the words of the engine when there is no space for them */
  with<Result>(bytes: Uint8Array, work: (path: string) => Promise<Result>): Promise<Result>;
  close(): Promise<void>;
}

interface InsertFile {
  readonly path: string;
  readonly handle: FileHandle;
}

/**
 * As many files as inserts run at once, used again and again: making and deleting a file for each costs more than writing it.
 *
 * @param directory - emptied first: an engine that was killed leaves its files there
 */
export async function createInsertFiles(directory: string): Promise<InsertFiles> {
  await rm(directory, { recursive: true, force: true });
  await mkdir(directory, { recursive: true, mode: 0o700 });
  const free: InsertFile[] = [];
  let made = 0;

  async function take(): Promise<InsertFile> {
    const known = free.pop();
    if (known) return known;
    const path = join(directory, `${++made}.rows`);
    return { path, handle: await open(path, 'w', 0o600) };
  }

  return {
    async with(bytes, work) {
      const file = await inWordsOfEngine(take);
      try {
        await inWordsOfEngine(() => fill(file.handle, bytes));
        return await work(file.path);
      } finally {
        free.push(file);
      }
    },
    async close() {
      await Promise.all(free.map(({ handle }) => handle.close()));
      await rm(directory, { recursive: true, force: true });
    },
  };
}

async function fill(handle: FileHandle, bytes: Uint8Array): Promise<void> {
  for (let done = 0; done < bytes.length;) done += (await handle.write(bytes, done, bytes.length - done, done)).bytesWritten;
  await handle.truncate(bytes.length);
}

async function inWordsOfEngine<Result>(work: () => Promise<Result>): Promise<Result> {
  try {
    return await work();
  } catch (error) {
    if (!isNoSpaceLeft(error)) throw error;
    throw new Error('Code: 243. DB::Exception: No space left on device for the rows of an insert. (NOT_ENOUGH_SPACE)', { cause: error });
  }
}
