import { appendFile, mkdir, readFile, rename, stat, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { z } from 'zod';
import { liveLines, type MemoryLine } from './live-lines.js';
import type { MemoryEntry } from './shared-memory.js';
import { withFileLock } from './with-file-lock.js';

/** Where entries of scope `app` outlive the process. */
export interface MemoryFile {
  /** All entries, oldest first; lines that cannot be read are left out. */
  read(): Promise<readonly MemoryEntry[]>;
  /** Adds entries. Several processes may do so at once. */
  append(entries: readonly MemoryEntry[]): Promise<void>;
}

export interface MemoryFileOptions {
  /** A smaller file is never rewritten; default 64 kB. */
  readonly rewriteFromBytes?: number;
}

const memoryEntry = z.strictObject({
  key: z.string(),
  value: z.json(),
  scope: z.enum(['round', 'session', 'app']),
  by: z.string(),
  sessionId: z.string(),
  roundId: z.string(),
});

/**
 * One entry per line of JSON, appended: a crash costs at most the line that was being written. Once most of it is overwritten,
 * the file is replaced by one of the lines that count. Of two entries of a key the later counts, so writers take turns.
 */
export function createMemoryFile(path: string, { rewriteFromBytes = 64_000 }: MemoryFileOptions = {}): MemoryFile {
  return {
    read: async () => parseLines(await readText(path)).flatMap((line) => (line.kind === 'entry' ? [line.entry] : [])),
    async append(entries) {
      if (entries.length === 0) return;
      await mkdir(dirname(path), { recursive: true, mode: 0o700 });
      await withFileLock(`${path}.lock`, async () => {
        // A line before, too: what follows a torn line must not be lost with it.
        await appendFile(path, `\n${entries.map((entry) => JSON.stringify(entry)).join('\n')}\n`, { mode: 0o600 });
        if ((await stat(path)).size >= rewriteFromBytes) await rewriteIfOutdated(path);
      });
    },
  };
}

async function rewriteIfOutdated(path: string): Promise<void> {
  const text = await readText(path);
  const live = liveLines(parseLines(text)).join('\n');
  if (live.length * 2 > text.length) return;
  const draft = `${path}.draft`;
  // On the disk before it gets its name: a crash leaves the old file or the new one, whole.
  await writeFile(draft, `${live}\n`, { mode: 0o600, flush: true });
  await rename(draft, path);
}

async function readText(path: string): Promise<string> {
  try {
    return await readFile(path, 'utf8');
  } catch (thrown) {
    if ((thrown as NodeJS.ErrnoException).code === 'ENOENT') return '';
    throw thrown;
  }
}

function parseLines(text: string): readonly MemoryLine[] {
  return text.split('\n').filter((line) => line !== '').map(parseLine);
}

function parseLine(text: string): MemoryLine {
  try {
    const parsed = memoryEntry.safeParse(JSON.parse(text));
    return parsed.success ? { kind: 'entry', entry: parsed.data, text } : { kind: 'unknown', text };
  } catch {
    return { kind: 'torn' };
  }
}
