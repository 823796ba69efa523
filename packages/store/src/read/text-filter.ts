import type { Database } from '../engine/database.js';
import { contentMark } from '../schema/search-text.js';
import { searchWords } from '../schema/search-words.js';
import type { SearchWord } from '../schema/search-words.js';
import type { Sources } from './sources.js';
import { contentsCondition, tokensCondition } from './words-condition.js';

/** Most long texts looked for by their marks, in pieces that the index takes; of more, every span is looked at. */
const MAX_MARKS = 640;
const MARKS_PER_CONDITION = 64;

/** A condition on rows of `spans`, and the values it names. */
interface TextFilter {
  readonly condition: string;
  readonly parameters: Readonly<Record<string, unknown>>;
  /** The words, when very many long texts have them: then the condition reads all of those before it finds the first span. */
  readonly frequentWords?: readonly SearchWord[];
}

/** Words are looked for in what spans say themselves and in their logs. */
export async function textFilter({ database, logs }: Sources, project: string, text: string): Promise<TextFilter> {
  const words = searchWords(text);
  // Text without a word says nothing of any span.
  if (words.length === 0) return { condition: '1 = 0', parameters: {} };
  const [found, someLogs] = await Promise.all([
    wordsCondition(database, project, words),
    // To look for words in no logs still looks for the words.
    logs.any(project),
  ]);
  if (!someLogs) return found;
  const { condition, parameters } = found;
  const ofLogs = `SELECT trace_id, span_id FROM logs WHERE project = {project:String} AND span_id != '' AND ${condition}`;
  // Few agents say in logs what others say in spans; without an OR, the engine finds spans by their index alone.
  const inLogs = await database.query(`${ofLogs} LIMIT 1`, { ...parameters, project });
  return inLogs.length === 0 ? found : { condition: `(${condition} OR (trace_id, span_id) IN (${ofLogs}))`, parameters };
}

/** A condition on `search_text`: words stand in it, or in long texts where they are stored, and then it has the marks of those. */
async function wordsCondition(database: Database, project: string, words: readonly SearchWord[]): Promise<TextFilter> {
  const inContents = contentsCondition(words);
  const rows = await database.query<{ sha256: string }>(
    `SELECT sha256 FROM contents WHERE project = {project:String} AND ${inContents.condition} LIMIT ${MAX_MARKS + 1}`, { ...inContents.parameters, project },
  );
  const short = tokensCondition('search_text', words);
  if (rows.length > MAX_MARKS) {
    const marks = `SELECT concat('c', substring(sha256, 1, 16)) FROM contents WHERE project = {project:String} AND ${tokensCondition('text', words).condition}`;
    return {
      condition: `(${short.condition} OR arrayExists(mark -> mark IN (${marks}), extractAll(search_text, '\\\\bc[0-9a-f]{16}\\\\b')))`,
      parameters: short.parameters,
      frequentWords: words,
    };
  }
  const parameters: Record<string, unknown> = { ...short.parameters };
  const conditions = [short.condition];
  // A content may stand there twice until its rows are merged.
  const marks = [...new Set(rows.map(({ sha256 }) => contentMark(sha256)))];
  for (let start = 0; start < marks.length; start += MARKS_PER_CONDITION) {
    const name = `marks${start}`;
    conditions.push(`hasAnyTokens(search_text, {${name}:Array(String)})`);
    parameters[name] = marks.slice(start, start + MARKS_PER_CONDITION);
  }
  return { condition: `(${conditions.join(' OR ')})`, parameters };
}
