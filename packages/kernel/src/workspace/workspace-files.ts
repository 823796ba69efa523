import { constants } from 'node:fs';
import { lstat, open, readdir, realpath } from 'node:fs/promises';
import { join, relative, sep } from 'node:path';

/** Entries looked at, files and folders together: a workspace with more is watched in part. */
const MAX_ENTRIES = 2_000;
const MAX_DEPTH = 5;
const IGNORED = new Set(['node_modules', '__pycache__']);

export interface WorkspaceFile {
  /** Relative to the workspace, with forward slashes. */
  readonly path: string;
  readonly sizeBytes: number;
}

/** Which files of a workspace a cell wrote. The folder belongs to generated code: links in it are never followed. */
export class WorkspaceFiles {
  readonly #folder: string;
  #known = new Map<string, string>();
  /** Whether there were more entries than are looked at, and when that was. */
  #partialSinceMs: number | undefined;

  constructor(folder: string) {
    this.#folder = folder;
  }

  /** The regular files that are new or changed since the last time. */
  async changes(): Promise<readonly WorkspaceFile[]> {
    const found = new Map<string, string>();
    const changed: WorkspaceFile[] = [];
    const folders = [{ path: this.#folder, depth: 0 }];
    for (let folder = folders.pop(); folder && found.size < MAX_ENTRIES; folder = folders.pop()) {
      for (const entry of await readdir(folder.path, { withFileTypes: true }).catch(() => [])) {
        if (found.size >= MAX_ENTRIES || entry.name.startsWith('.') || IGNORED.has(entry.name)) continue;
        const path = join(folder.path, entry.name);
        if (entry.isDirectory() && folder.depth < MAX_DEPTH) folders.push({ path, depth: folder.depth + 1 });
        if (!entry.isFile()) continue;
        const facts = await lstat(path).catch(() => undefined);
        if (!facts?.isFile()) continue;
        const stamp = `${facts.ino} ${facts.size} ${facts.mtimeMs}`;
        found.set(path, stamp);
        // Where only a part is watched, which part may vary: what is old is not new.
        const isOld = this.#partialSinceMs !== undefined && !this.#known.has(path) && facts.mtimeMs < this.#partialSinceMs;
        if (this.#known.get(path) !== stamp && !isOld) changed.push({ path: relative(this.#folder, path).split(sep).join('/'), sizeBytes: facts.size });
      }
    }
    this.#known = found;
    this.#partialSinceMs = found.size >= MAX_ENTRIES ? Date.now() : undefined;
    return changed;
  }

  /**
   * The bytes of a file, or why they are not taken. Between listing and opening, generated code may put a link in the
   * file's place: what is read is what was opened, and that must lie in the workspace.
   */
  async read(path: string, maxBytes: number): Promise<Uint8Array | { readonly refused: string }> {
    const file = await open(join(this.#folder, path), constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK).catch(() => undefined);
    if (!file) return { refused: 'it cannot be opened' };
    try {
      const facts = await file.stat();
      if (!facts.isFile() || facts.nlink > 1) return { refused: 'it is not a plain file' };
      if (facts.size > maxBytes) return { refused: `it has ${facts.size} bytes; at most ${maxBytes} are kept` };
      const opened = await realpath(`/proc/self/fd/${file.fd}`).catch(() => realpath(join(this.#folder, path)));
      if (!opened.startsWith((await realpath(this.#folder)) + sep)) return { refused: 'it lies outside the workspace' };
      const bytes = new Uint8Array(facts.size);
      const { bytesRead } = await file.read(bytes, 0, facts.size, 0);
      return bytes.subarray(0, bytesRead);
    } catch {
      return { refused: 'it cannot be read' };
    } finally {
      await file.close();
    }
  }
}
