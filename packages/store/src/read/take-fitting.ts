import { expandedLength } from '../schema/content-references.js';
import type { KnownContents } from '../schema/content-references.js';
import { createPauses } from './pauses.js';
import type { Sources } from './sources.js';

/** What a stored text is read as. */
export interface Opened<Result> {
  /** Characters it has in an answer, about. */
  readonly length: number;
  /** Called only if it fits. */
  readonly result: () => Result;
}

/**
 * Characters of one answer, with long values in place. Of spans the answer has up to twice as many, since messages stand in it as they came
 * and as they were read: some 8 MB, which take a tenth of a second to be written. One item alone may have more.
 */
export const MAX_LENGTH = 4_000_000;
/** Texts whose long values are read first, and at least: how long the others are is judged by these. */
const FIRST_TEXTS = 50;
const LEAST_TEXTS = 5;
/** Characters of long values that are read at once, about. */
const READ_LENGTH = 8_000_000;

/**
 * As many of the first texts as an answer may hold, one at least. The calls of a long run carry its whole history each: a thousand of
 * them would be more than a string can hold, from contents that are a few hundred kB.
 */
export async function takeFitting<Result>(
  { contents }: Sources, project: string, stored: readonly string[], open: (text: string, contents: KnownContents) => Opened<Result>, maxLength = MAX_LENGTH,
): Promise<{ readonly taken: readonly Result[]; /** Of all that was taken. */ readonly length: number }> {
  const pause = createPauses();
  const taken: Result[] = [];
  let total = 0;
  for (let size = FIRST_TEXTS; taken.length < stored.length;) {
    const slice = stored.slice(taken.length, taken.length + size);
    const known = await contents.read(project, slice);
    let readLength = 1;
    for (const text of known.values()) readLength += text.length;
    for (const text of slice) {
      const { length, result } = open(text, known);
      total += length;
      if (taken.length > 0 && total > maxLength) return { taken, length: total - length };
      taken.push(result());
      await pause();
    }
    const room = Math.min(((maxLength - total) * taken.length) / total, (READ_LENGTH * slice.length) / readLength);
    size = Math.max(LEAST_TEXTS, Math.floor(room));
  }
  return { taken, length: total };
}

/** A text that is given whole. */
export function openWhole<Result>(text: string, contents: KnownContents, result: () => Result): Opened<Result> {
  return { length: expandedLength(text, contents), result };
}
