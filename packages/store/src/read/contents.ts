import type { Database } from '../engine/database.js';
import { collectReferences } from '../schema/content-references.js';
import type { SearchWord } from '../schema/search-words.js';
import { KEY_LOOKUP } from './lookup-settings.js';
import { contentsCondition } from './words-condition.js';

/** Hashes asked for at once: a server takes a list of 128 KiB. */
const HASHES_PER_QUERY = 1_500;
/** Up to so many, one thread finds them sooner than several. */
const FEW_HASHES = 200;

/** The contents of these hashes; unknown ones are missing. */
export async function readContents(database: Database, project: string, hashes: readonly string[]): Promise<Map<string, string>> {
  const rows = await askByHash<{ sha256: string; text: string }>(
    database, 'SELECT sha256, text FROM contents WHERE {HERE} LIMIT 1 BY sha256', { project }, hashes,
  );
  return new Map(rows.map(({ sha256, text }) => [sha256, text]));
}

/** How many bytes each of these contents has; unknown ones are missing. */
export async function readContentSizes(database: Database, project: string, hashes: readonly string[]): Promise<ReadonlyMap<string, number>> {
  const rows = await askByHash<{ sha256: string; bytes: string }>(
    database, 'SELECT sha256, max(length(text)) AS bytes FROM contents WHERE {HERE} GROUP BY sha256', { project }, hashes,
  );
  return new Map(rows.map(({ sha256, bytes }) => [sha256, Number(bytes)]));
}

/** Which of these contents have all the words. */
export async function contentsThatSay(
  database: Database, project: string, words: readonly SearchWord[], hashes: readonly string[],
): Promise<ReadonlySet<string>> {
  const { condition, parameters } = contentsCondition(words);
  const rows = await askByHash<{ sha256: string }>(database, `SELECT sha256 FROM contents WHERE {HERE} AND ${condition}`, { ...parameters, project }, hashes);
  return new Set(rows.map(({ sha256 }) => sha256));
}

/** @param statement - `{HERE}` stands for the condition on project and hashes */
async function askByHash<Row>(
  database: Database, statement: string, parameters: Readonly<Record<string, unknown>>, hashes: readonly string[],
): Promise<Row[]> {
  const settings = hashes.length > FEW_HASHES ? '' : KEY_LOOKUP;
  const whole = `${statement.replace('{HERE}', 'project = {project:String} AND sha256 IN {hashes:Array(String)}')} ${settings}`;
  const rows: Row[] = [];
  for (let start = 0; start < hashes.length; start += HASHES_PER_QUERY) {
    const found = await database.query<Row>(whole, { ...parameters, hashes: hashes.slice(start, start + HASHES_PER_QUERY) });
    for (const row of found) rows.push(row);
  }
  return rows;
}

/** The hashes that stored texts refer to. */
export function referencesIn(stored: readonly string[]): ReadonlySet<string> {
  const wanted = new Set<string>();
  for (const text of stored) collectReferences(text, wanted);
  return wanted;
}
