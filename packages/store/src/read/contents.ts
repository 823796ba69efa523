import type { Database } from '../engine/database.js';
import { collectReferences } from '../schema/content-references.js';

/** Hashes asked for at once. */
const HASHES_PER_QUERY = 2_000;

/** The contents of these hashes; unknown ones are missing. */
export async function readContents(database: Database, project: string, hashes: readonly string[]): Promise<Map<string, string>> {
  const contents = new Map<string, string>();
  for (let start = 0; start < hashes.length; start += HASHES_PER_QUERY) {
    const rows = await database.query<{ sha256: string; text: string }>(
      'SELECT sha256, text FROM contents WHERE project = {project:String} AND sha256 IN {hashes:Array(String)} LIMIT 1 BY sha256',
      { project, hashes: hashes.slice(start, start + HASHES_PER_QUERY) },
    );
    for (const { sha256, text } of rows) contents.set(sha256, text);
  }
  return contents;
}

/** How many bytes each of these contents has; unknown ones are missing. */
export async function readContentSizes(database: Database, project: string, hashes: readonly string[]): Promise<ReadonlyMap<string, number>> {
  const sizes = new Map<string, number>();
  for (let start = 0; start < hashes.length; start += HASHES_PER_QUERY) {
    const rows = await database.query<{ sha256: string; bytes: string }>(
      'SELECT sha256, max(length(text)) AS bytes FROM contents WHERE project = {project:String} AND sha256 IN {hashes:Array(String)} GROUP BY sha256',
      { project, hashes: hashes.slice(start, start + HASHES_PER_QUERY) },
    );
    for (const { sha256, bytes } of rows) sizes.set(sha256, Number(bytes));
  }
  return sizes;
}

/** The hashes that stored texts refer to. */
export function referencesIn(stored: readonly string[]): ReadonlySet<string> {
  const wanted = new Set<string>();
  for (const text of stored) collectReferences(text, wanted);
  return wanted;
}
