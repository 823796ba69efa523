import { randomBytes, randomUUID } from 'node:crypto';
import { link, mkdir, readFile, rename, unlink, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { StoreError } from '../errors.js';
import { processStartTime } from './process-start-time.js';

/** Who has a data folder open, as `owner.json` says it: other commands find the server there. */
export interface Owner {
  readonly pid: number;
  /** Tells this process from a later one with the same pid. */
  readonly startTime: string;
  /** Where the owner's server answers; absent until it does, and when it has none. */
  readonly url?: string;
  /** What a request to that server needs to be let in. */
  readonly token?: string;
}

/** A data folder that this process owns. */
export interface DataFolder {
  readonly directory: string;
  /** Where the database keeps its files. */
  readonly databaseDirectory: string;
  /** Where rows are on the disk until they are in the database. */
  readonly writeAheadLogDirectory: string;
  /** A secret of this folder, made the first time and readable by this user alone: what is signed with it stays valid over restarts. */
  tokenSecret(): Promise<string>;
  /** Says where this process's server answers. */
  announce(server: { readonly url: string; readonly token?: string }): Promise<void>;
  /** Gives the folder up. */
  close(): Promise<void>;
}

/**
 * Takes a data folder for this process; makes it if it is not there, readable by this user alone.
 *
 * @throws {StoreError} `STORE_LOCKED` when a living process owns it, `DISK_FULL` or `FOLDER_UNUSABLE` when nothing can be written to it
 */
export async function openDataFolder(path: string): Promise<DataFolder> {
  const directory = resolve(path);
  try {
    return await takeFolder(directory);
  } catch (error) {
    throw unusable(directory, error);
  }
}

async function takeFolder(directory: string): Promise<DataFolder> {
  await mkdir(directory, { recursive: true, mode: 0o700 });
  const file = join(directory, 'owner.json');
  const owner: Owner = { pid: process.pid, startTime: (await processStartTime(process.pid)) ?? '' };

  while (!(await tryClaim(directory, file, owner))) {
    const text = await readText(file);
    if (text === undefined) continue; // given up in between
    const found = parseOwner(text);
    if (found && (await isAlive(found))) throw locked(directory, found);
    await removeStale(directory, file, text, owner);
  }

  let closed = false;
  return {
    directory,
    databaseDirectory: join(directory, 'database'),
    writeAheadLogDirectory: join(directory, 'write-ahead-log'),
    tokenSecret: () => readOrMakeSecret(join(directory, 'token-secret')),
    async announce(server) {
      if (!closed) await replaceFile(directory, file, { ...owner, ...server });
    },
    async close() {
      if (closed) return;
      closed = true;
      await unlink(file).catch(() => undefined);
    },
  };
}

async function readOrMakeSecret(file: string): Promise<string> {
  for (;;) {
    const found = await readText(file);
    if (found !== undefined && found.length >= 2 * SECRET_BYTES) return found;
    // Written whole before it has its name: a crash in between leaves no half secret.
    const draft = `${file}.${randomUUID()}.tmp`;
    await writeFile(draft, randomBytes(SECRET_BYTES).toString('hex'), { mode: 0o600, flag: 'wx' });
    await rename(draft, file);
  }
}

const SECRET_BYTES = 32;

/** Who owns a data folder right now; `undefined` when nobody does or the owner is dead. */
export async function readOwner(path: string): Promise<Owner | undefined> {
  const text = await readText(join(resolve(path), 'owner.json'));
  const owner = text === undefined ? undefined : parseOwner(text);
  return owner && (await isAlive(owner)) ? owner : undefined;
}

/** Linking fails when the name is taken, and the file is whole from the first moment on. */
async function tryClaim(directory: string, file: string, owner: Owner): Promise<boolean> {
  const draft = await writeDraft(directory, owner);
  try {
    await link(draft, file);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  } finally {
    await unlink(draft);
  }
}

async function replaceFile(directory: string, file: string, owner: Owner): Promise<void> {
  await rename(await writeDraft(directory, owner), file);
}

async function writeDraft(directory: string, owner: Owner): Promise<string> {
  const draft = join(directory, `owner.${randomUUID()}.tmp`);
  await writeFile(draft, `${JSON.stringify(owner)}\n`, { mode: 0o600, flag: 'wx' });
  return draft;
}

/**
 * Several processes may find the same dead owner. One at a time looks again and removes it, so that none removes what
 * another has claimed since.
 */
async function removeStale(directory: string, file: string, text: string, owner: Owner): Promise<void> {
  const turn = join(directory, 'owner.takeover');
  if (await tryClaim(directory, turn, owner)) {
    try {
      if ((await readText(file)) === text) await unlink(file);
    } finally {
      await unlink(turn);
    }
    return;
  }
  const holder = parseOwner((await readText(turn)) ?? '');
  if (holder && !(await isAlive(holder))) await unlink(turn).catch(() => undefined);
  await setTimeout(5);
}

async function readText(file: string): Promise<string | undefined> {
  try {
    return await readFile(file, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}

function parseOwner(text: string): Owner | undefined {
  try {
    const value = JSON.parse(text) as Partial<Owner> | null;
    if (typeof value?.pid !== 'number' || !Number.isSafeInteger(value.pid) || typeof value.startTime !== 'string') return undefined;
    return {
      pid: value.pid,
      startTime: value.startTime,
      ...(typeof value.url === 'string' && { url: value.url }),
      ...(typeof value.token === 'string' && { token: value.token }),
    };
  } catch {
    return undefined;
  }
}

async function isAlive(owner: Owner): Promise<boolean> {
  return (await processStartTime(owner.pid)) === owner.startTime;
}

function locked(directory: string, owner: Owner): StoreError {
  const where = owner.url === undefined ? '' : ` at ${owner.url}`;
  return new StoreError('STORE_LOCKED', `${directory} is in use by process ${owner.pid}${where}. Stop it, or pass another folder.`);
}

const UNUSABLE: Readonly<Record<string, string>> = {
  EROFS: 'it is on a disk that can only be read',
  EACCES: 'this user may not write to it',
  EPERM: 'this user may not write to it',
  EEXIST: 'that is a file',
  ENOTDIR: 'a file stands in its way',
};

function unusable(directory: string, error: unknown): unknown {
  const { code = '' } = error as NodeJS.ErrnoException;
  if (code === 'ENOSPC' || code === 'EDQUOT') return new StoreError('DISK_FULL', `The disk of ${directory} is full; free some space, then start again.`, { cause: error });
  const reason = UNUSABLE[code];
  return reason === undefined ? error : new StoreError('FOLDER_UNUSABLE', `${directory} cannot be used as a data folder: ${reason}. Pass another one.`, { cause: error });
}
