import { readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { parse } from 'yaml';
import type { z } from 'zod';

/** A file that could not be used; the others are. */
export interface DataFileError {
  readonly file: string;
  readonly message: string;
}

export interface DataFolder<T> {
  readonly entries: readonly { readonly file: string; readonly value: T }[];
  readonly errors: readonly DataFileError[];
}

const MAX_BYTES = 256_000;
const DATA_FILE = /^[^._].*\.(?:ya?ml|json)$/;

/** Reads the YAML and JSON files of a folder by name, each checked; a folder that is not there is empty. */
export async function readDataFolder<T>(folder: string, schema: z.ZodType<T>): Promise<DataFolder<T>> {
  const entries: { file: string; value: T }[] = [];
  const errors: DataFileError[] = [];
  for (const file of (await filesOf(folder)).filter((name) => DATA_FILE.test(name)).sort()) {
    try {
      const parsed = schema.safeParse(await readData(join(folder, file)));
      if (parsed.success) entries.push({ file, value: parsed.data });
      else errors.push({ file, message: parsed.error.issues.map((issue) => `${issue.path.join('.') || 'file'}: ${issue.message}`).join('; ') });
    } catch (thrown) {
      errors.push({ file, message: (thrown as Error).message });
    }
  }
  return { entries, errors };
}

async function filesOf(folder: string): Promise<readonly string[]> {
  try {
    return await readdir(folder);
  } catch (thrown) {
    if ((thrown as NodeJS.ErrnoException).code === 'ENOENT') return [];
    throw thrown;
  }
}

async function readData(path: string): Promise<unknown> {
  const { size } = await stat(path);
  if (size > MAX_BYTES) throw new RangeError(`The file has ${size} bytes; at most ${MAX_BYTES} are read.`);
  // JSON is YAML too, and one parser gives one kind of message.
  return parse(await readFile(path, 'utf8'), { maxAliasCount: 20, schema: 'core' });
}
