import { appendFile, mkdir, readFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { z } from 'zod';
import type { MemoryEntry } from './shared-memory.js';

/** Where entries of scope `app` outlive the process. */
export interface MemoryFile {
  /** All entries, oldest first; lines that cannot be read are left out. */
  read(): Promise<readonly MemoryEntry[]>;
  /** Adds entries. Several processes may do so at once. */
  append(entries: readonly MemoryEntry[]): Promise<void>;
}

const memoryEntry = z.strictObject({
  key: z.string(),
  value: z.json(),
  scope: z.enum(['round', 'session', 'app']),
  by: z.string(),
  sessionId: z.string(),
  roundId: z.string(),
});

/** One entry per line of JSON, only ever appended to: a crash costs at most the line that was being written. */
export function createMemoryFile(path: string): MemoryFile {
  return {
    async read() {
      const text = await readFile(path, 'utf8').catch((thrown: NodeJS.ErrnoException) => {
        if (thrown.code === 'ENOENT') return '';
        throw thrown;
      });
      return text.split('\n').flatMap(parseLine);
    },
    async append(entries) {
      if (entries.length === 0) return;
      await mkdir(dirname(path), { recursive: true, mode: 0o700 });
      // A line before, too: what follows a torn line must not be lost with it.
      await appendFile(path, `\n${entries.map((entry) => JSON.stringify(entry)).join('\n')}\n`, { mode: 0o600 });
    },
  };
}

function parseLine(line: string): readonly MemoryEntry[] {
  if (line === '') return [];
  try {
    const parsed = memoryEntry.safeParse(JSON.parse(line));
    return parsed.success ? [parsed.data] : [];
  } catch {
    return [];
  }
}
