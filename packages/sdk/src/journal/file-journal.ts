import type { HeddleEvent } from '@heddle/model';
import { closeSync, createReadStream, existsSync, mkdirSync, openSync, readSync, fstatSync, ftruncateSync, writeSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { SdkError } from '../errors.js';
import type { Journal, JournalStore } from './journal.js';

const EXTENSION = '.jsonl';

/**
 * Journals as files, one JSON object per line: `{directory}/{sessionId}.jsonl`, readable by the owner only.
 * A file is opened at the first event, so a session that records nothing leaves nothing.
 */
export function createFileJournals(directory: string): JournalStore {
  return {
    open: (sessionId) => fileJournal(join(directory, `${safeName(sessionId)}${EXTENSION}`), directory),
    async list() {
      const names = await readdir(directory).catch(() => []);
      return names.filter((name) => name.endsWith(EXTENSION)).map((name) => name.slice(0, -EXTENSION.length)).sort();
    },
  };
}

/** A session id may be the caller's own; it must not lead out of the folder. */
function safeName(sessionId: string): string {
  if (/^[A-Za-z0-9_.-]{1,128}$/.test(sessionId) && !sessionId.startsWith('.')) return sessionId;
  throw new SdkError('BAD_SESSION_ID', `"${sessionId.slice(0, 60)}" cannot be a session id. Use 1 to 128 letters, digits, "_", "-" or ".".`);
}

function fileJournal(path: string, directory: string): Journal {
  let file: number | undefined;

  const openForAppend = () => {
    mkdirSync(directory, { recursive: true, mode: 0o700 });
    const opened = openSync(path, 'a+', 0o600);
    cutTornLine(opened);
    return opened;
  };

  return {
    append(event) {
      const line = `${JSON.stringify(event)}\n`;
      try {
        file ??= openForAppend();
        writeAll(file, Buffer.from(line));
      } catch (cause) {
        throw new SdkError('JOURNAL_FAILED', `The journal ${path} cannot be written. Free some space or choose another data folder.`, { cause });
      }
    },
    async *read({ afterSequence = 0 } = {}) {
      if (!existsSync(path)) return;
      const lines = createInterface({ input: createReadStream(path), crlfDelay: Infinity });
      for await (const line of lines) {
        const event = parseLine(line);
        if (!event) return;
        if (event.sequence > afterSequence) yield event;
      }
    },
    async close() {
      if (file !== undefined) closeSync(file);
      file = undefined;
    },
  };
}

function writeAll(file: number, bytes: Buffer): void {
  for (let offset = 0; offset < bytes.length;) offset += writeSync(file, bytes, offset);
}

/** A crash can leave half a line; what is written next must not become part of it. */
function cutTornLine(file: number): void {
  const { size } = fstatSync(file);
  const chunk = Buffer.alloc(64 * 1024);
  for (let end = size; end > 0;) {
    const start = Math.max(0, end - chunk.length);
    const read = readSync(file, chunk, 0, end - start, start);
    const newline = chunk.subarray(0, read).lastIndexOf(10);
    if (newline >= 0) {
      if (start + newline + 1 < size) ftruncateSync(file, start + newline + 1);
      return;
    }
    end = start;
  }
  if (size > 0) ftruncateSync(file, 0);
}

function parseLine(line: string): HeddleEvent | undefined {
  try {
    const value: unknown = JSON.parse(line);
    return isEvent(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

function isEvent(value: unknown): value is HeddleEvent {
  return typeof value === 'object' && value !== null && 'type' in value && 'sequence' in value && typeof value.sequence === 'number';
}
