import { mkdir, open, readFile, readdir, rename, rm, truncate } from 'node:fs/promises';
import type { FileHandle } from 'node:fs/promises';
import { join } from 'node:path';
import { isNoSpaceLeft } from '../engine/disk-full.js';
import { headerOf, wholeRows } from '../engine/rows-file.js';
import type { RowsFile, RowsFormat } from '../engine/rows-file.js';
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
  readonly format: RowsFormat;
  readonly rows: number;
  /** The rows without a header, cut anywhere. */
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
  readonly format: RowsFormat;
  readonly handle: FileHandle;
  sizeBytes: number;
  rows: number;
}

const EXTENSIONS = { JSONCompactEachRowWithNames: 'rows', RowBinaryWithNames: 'binary' } as const satisfies Record<RowsFormat, string>;
const FORMATS: ReadonlyMap<string | undefined, RowsFormat> = new Map(Object.entries(EXTENSIONS).map(([format, extension]) => [extension, format as RowsFormat]));
const FILE_NAME = /^(\d+)\.(\w+)\.(\w+)$/;

/**
 * Opens the log in a folder of its own, made if it is not there.
 *
 * Files are used again and again: making one and deleting it costs more than writing it. Each begins with what its
 * columns are, so that a later version can read what an earlier one left.
 */
export async function openWriteAheadLog(directory: string, { fsync, onProblem }: WriteAheadLogOptions): Promise<WriteAheadLog> {
  await mkdir(directory, { recursive: true, mode: 0o700 });
  const free: LogSegment[] = [];
  const openFiles = new Set<LogFile>();
  let lastNumber = 0;

  function createSegment(number: number, files: Map<string, LogFile>): LogSegment {
    async function fileOf({ table, format }: TableRows): Promise<LogFile> {
      const known = files.get(table.name);
      // An earlier version may have left one in another format behind, which is empty by now.
      if (known?.format === format) return known;
      const path = join(directory, `${number}.${table.name}.${EXTENSIONS[format]}`);
      const file: LogFile = { path, format, handle: await open(path, 'w', 0o600), sizeBytes: 0, rows: 0 };
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
          for (const part of parts) if (part.rows > 0) await appendRows(await fileOf(part), part);
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
    const [, digits, table, extension] = FILE_NAME.exec(name) ?? [];
    const format = FORMATS.get(extension);
    if (digits === undefined || table === undefined || format === undefined) continue;
    const path = join(directory, name);
    const file = await openLeftBehind(path, format);
    if (!file) {
      await rename(path, `${path}.damaged`);
      onProblem(new StoreError('ENGINE_FAILED', `${path} is damaged; what it held of the last seconds before the crash is in ${path}.damaged.`));
      continue;
    }
    const number = Number(digits);
    lastNumber = Math.max(lastNumber, number);
    if (file.rows === 0) {
      await file.handle.close();
      await rm(path, { force: true });
      continue;
    }
    openFiles.add(file);
    found.set(number, (found.get(number) ?? new Map<string, LogFile>()).set(table, file));
  }
  return {
    leftBehind: [...found].toSorted(([a], [b]) => a - b).map(([number, files]) => createSegment(number, files)),
    take: () => free.pop() ?? createSegment(++lastNumber, new Map()),
    async close() {
      for (const { handle, path, rows } of openFiles) {
        await handle.close();
        if (rows === 0) await rm(path, { force: true });
      }
    },
  };
}

async function appendRows(file: LogFile, { table, format, rows, bytes }: TableRows): Promise<void> {
  let left = file.sizeBytes === 0 ? [headerOf(format, columnsOf(table)), ...bytes] : bytes;
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

/** A last row without an end was being written when its owner died, and was not acknowledged. */
async function openLeftBehind(path: string, format: RowsFormat): Promise<LogFile | undefined> {
  const found = wholeRows(await readFile(path), format);
  if (!found) return undefined;
  const { rows } = found;
  const sizeBytes = rows > 0 ? found.sizeBytes : 0;
  await truncate(path, sizeBytes);
  return { path, format, handle: await open(path, 'r+'), sizeBytes, rows };
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
