import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Folders in which a test runs commands; all are removed in the end. */
export interface TestFolders {
  readonly root: string;
  /** A new folder with these files in it. */
  make(files?: Readonly<Record<string, string>>): Promise<string>;
  /** Replies of a scripted model, in a file. An object is the JSON of a reply. */
  script(replies: readonly object[]): Promise<string>;
  remove(): Promise<void>;
}

export async function createTestFolders(): Promise<TestFolders> {
  const root = await mkdtemp(join(tmpdir(), 'heddle-cli-'));
  return {
    root,
    async make(files = {}) {
      const cwd = await mkdtemp(join(root, 'in-'));
      for (const [name, text] of Object.entries(files)) await writeFile(join(cwd, name), text);
      return cwd;
    },
    async script(replies) {
      const file = join(await mkdtemp(join(root, 'script-')), 'script.json');
      await writeFile(file, JSON.stringify(replies));
      return file;
    },
    remove: () => rm(root, { recursive: true, force: true }),
  };
}
