import { expandedLength } from '../schema/content-references.js';
import type { Sources } from './sources.js';
import type { StoredRow } from './trace-records.js';

/** The first of some rows, and what they refer to. */
export interface FittingRows {
  /** How many there are: at least one, if there is any. */
  readonly count: number;
  readonly contents: ReadonlyMap<string, string>;
}

/**
 * Characters of the spans of one answer, with their long values in place. The answer has up to twice as many, since messages stand in it
 * as they came and as they were read: some 8 MB, which take a tenth of a second to be written. One span alone may have more.
 */
const MAX_LENGTH = 4_000_000;
/** Rows whose long values are read first, and at least: how long the others are is judged by these. */
const FIRST_ROWS = 100;
const LEAST_ROWS = 10;

/**
 * As many of the first rows as an answer may hold. The calls of a long run carry its whole history each: a thousand of them would be
 * more than a string can hold, from contents that are a few hundred kB.
 */
export async function readFittingRows(sources: Sources, project: string, rows: readonly StoredRow[], maxLength = MAX_LENGTH): Promise<FittingRows> {
  const contents = new Map<string, string>();
  let length = 0;
  let count = 0;
  for (let size = FIRST_ROWS; count < rows.length;) {
    const slice = rows.slice(count, count + size).map(({ raw }) => raw);
    for (const [sha256, text] of await sources.contents.read(project, slice)) contents.set(sha256, text);
    for (const raw of slice) {
      length += expandedLength(raw, contents);
      if (count > 0 && length > maxLength) return { count, contents };
      count++;
    }
    size = Math.max(LEAST_ROWS, Math.floor(((maxLength - length) * count) / length));
  }
  return { count, contents };
}
