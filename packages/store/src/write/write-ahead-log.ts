import { mkdir, open, readFile, readdir, rename, rm, truncate } from 'node:fs/promises';
import type { FileHandle } from 'node:fs/promises';
import { join } from 'node:path';
import { isNoSpaceLeft } from '../engine/disk-full.js';
import { headerLine } from '../engine/rows-file.js';
import type { RowsFile } from '../engine/rows-file.js';
import { StoreError } from '../errors.js';
import { columnsOf } from '../schema/tables.js';
import type { Table } from '../schema/tables.js';

/** Rows that are acknowledged and not in the database yet, in files: a killed process does not lose them. */
export interface WriteAheadLog {
  /** What an owner that died left behind, oldest first. */
  readonly leftBehind: readonly LogSegment[];
  /** An empty segment. */
  take(): LogSegment;
  /** Lets go of the files. Those with rows stay for the next owner. */
  close(): Promise<void>;
}

/** Rows that go into the database together. One caller at a time. */
export interface LogSegment {
  /** Of all rows in it. */
  readonly sizeBytes: number;
  /** The files with rows, by the table they belong to. */
  readonly files: ReadonlyMap<string, RowsFile>;
  /** Appends all of these rows or none. @returns once the system has them, or the disk, if that is to be waited for. @throws {StoreError} `DISK_FULL`, `ENGINE_FAILED` */
  append(parts: readonly TableRows[]): Promise<void>;
  /** Forgets the rows, which are in the database, and gives the segment back. */
  clear(): Promise<void>;
}

/** Encoded rows of a table. */
export interface TableRows {
  readonly table: Table;
  readonly rows: number;
  /** The rows, each ended by a line end, cut anywhere. */
  readonly bytes: readonly Buffer[];
}

export interface WriteAheadLogOptions {
  /** True waits for the disk itself, so that a loss of power loses nothing either. */
  readonly fsync: boolean;
  /** Hears of files that cannot be read, which are moved aside. */
  readonly onProblem: (error: unknown) => void;
}

interface LogFile {
  readonly path: string;
  readonly handle: FileHandle;
  sizeBytes: number;
  rows: number;
}

const FILE_NAME = /^(\d+)\.(\w+)\.rows$/;

/**
 * Opens the log in a folder of its own, made if it is not there.
 *
 * Files are used again and again: making one and deleting it costs more than writing it. Each says in its first line what its
 * columns are, so that a later version can read what an earlier one left.
 */
export async function openWriteAheadLog(directory: string, { fsync, onProblem }: WriteAheadLogOptions): Promise<WriteAheadLog> {
  await mkdir(directory, { recursive: true, mode: 0o700 });
  const free: LogSegment[] = [];
  const openFiles = new Set<LogFile>();
  let lastNumber = 0;

  function createSegment(number: number, files: Map<string, LogFile>): LogSegment {
    async function fileOf(table: Table): Promise<LogFile> {
      const known = files.get(table.name);
      if (known) return known;
      const path = join(directory, `${number}.${table.name}.rows`);
      const file: LogFile = { path, handle: await open(path, 'w', 0o600), sizeBytes: 0, rows: 0 };
      openFiles.add(file);
      files.set(table.name, file);
      if (fsync) await syncDirectory(directory);
      return file;
    }

    const segment: LogSegment = {
      get sizeBytes() {
        return [...files.values()].reduce((sum, file) => sum + file.sizeBytes, 0);
      },
      get files() {
        return new Map([...files].filter(([, { rows }]) => rows > 0));
      },
      async append(parts) {
        const before = new Map([...files].map(([name, { sizeBytes, rows }]) => [name, { sizeBytes, rows }]));
        try {
          for (const part of parts) if (part.rows > 0) await appendRows(await fileOf(part.table), part);
          if (fsync) for (const { table, rows } of parts) if (rows > 0) await files.get(table.name)!.handle.datasync();
        } catch (error) {
          for (const [name, file] of files) {
            Object.assign(file, before.get(name) ?? { sizeBytes: 0, rows: 0 });
            // What cannot be cut off now is written over by the next rows.
            await file.handle.truncate(file.sizeBytes).catch(() => undefined);
          }
          throw failure(error, directory, parts);
        }
      },
      async clear() {
        for (const file of files.values()) {
          if (file.sizeBytes > 0) await file.handle.truncate(0);
          Object.assign(file, { sizeBytes: 0, rows: 0 });
        }
        free.push(segment);
      },
    };
    return segment;
  }

  const found = new Map<number, Map<string, LogFile>>();
  for (const name of await readdir(directory)) {
    const [, digits, table] = FILE_NAME.exec(name) ?? [];
    if (digits === undefined || table === undefined) continue;
    const path = join(directory, name);
    const file = await openLeftBehind(path);
    if (!file) {
      await rename(path, `${path}.damaged`);
      onProblem(new StoreError('ENGINE_FAILED', `${path} is damaged; what it held of the last seconds before the crash is in ${path}.damaged.`));
      continue;
    }
    openFiles.add(file);
    const number = Number(digits);
    lastNumber = Math.max(lastNumber, number);
    found.set(number, (found.get(number) ?? new Map<string, LogFile>()).set(table, file));
  }
  const segments = [...found].toSorted(([a], [b]) => a - b).map(([number, files]) => createSegment(number, files));
  free.push(...segments.filter(({ files }) => files.size === 0));
  return {
    leftBehind: segments.filter(({ files }) => files.size > 0),
    take: () => free.pop() ?? createSegment(++lastNumber, new Map()),
    async close() {
      for (const { handle, path, rows } of openFiles) {
        await handle.close();
        if (rows === 0) await rm(path, { force: true });
      }
    },
  };
}

async function appendRows(file: LogFile, { table, rows, bytes }: TableRows): Promise<void> {
  let left = file.sizeBytes === 0 ? [Buffer.from(`${headerLine(columnsOf(table))}\n`), ...bytes] : bytes;
  while (left.length > 0) {
    const { bytesWritten } = await file.handle.writev(left.slice(0, MAX_BUFFERS), file.sizeBytes);
    file.sizeBytes += bytesWritten;
    left = after(left, bytesWritten);
  }
  file.rows += rows;
}

/** Buffers that the system writes at once. */
const MAX_BUFFERS = 1_024;

/** What is left of the buffers when so many bytes are done with. */
function after(buffers: readonly Buffer[], bytes: number): readonly Buffer[] {
  let skip = bytes;
  let index = 0;
  while (index < buffers.length && skip >= buffers[index]!.length) skip -= buffers[index++]!.length;
  const [first, ...others] = buffers.slice(index);
  return first === undefined ? [] : [first.subarray(skip), ...others];
}

/** A last line without an end was being written when its owner died, and was not acknowledged. */
async function openLeftBehind(path: string): Promise<LogFile | undefined> {
  const bytes = await readFile(path);
  const sizeBytes = bytes.lastIndexOf(LINE_END) + 1;
  let rows = -1;
  for (let at = bytes.indexOf(LINE_END); at !== -1; at = bytes.indexOf(LINE_END, at + 1)) rows++;
  if (rows > 0 && !isHeader(bytes.toString('utf8', 0, bytes.indexOf(LINE_END)))) return undefined;
  await truncate(path, rows > 0 ? sizeBytes : 0);
  return { path, handle: await open(path, 'r+'), sizeBytes: rows > 0 ? sizeBytes : 0, rows: Math.max(0, rows) };
}

const LINE_END = 10;

/** A loss of power may leave anything in a file that was not waited for. */
function isHeader(line: string): boolean {
  try {
    const columns = JSON.parse(line) as unknown;
    return Array.isArray(columns) && columns.every((name) => typeof name === 'string');
  } catch {
    return false;
  }
}

async function syncDirectory(directory: string): Promise<void> {
  const handle = await open(directory, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

function failure(error: unknown, directory: string, parts: readonly TableRows[]): StoreError {
  const rows = parts.reduce((sum, part) => sum + part.rows, 0);
  if (isNoSpaceLeft(error)) {
    return new StoreError('DISK_FULL', `Writing ${rows} rows failed because the disk is full; free some space, then send it again.`, { cause: error });
  }
  return new StoreError('ENGINE_FAILED', `Writing ${rows} rows into ${directory} failed: ${(error as Error).message}`, { cause: error });
}
