import type { RawSpan } from '@heddle/model';
import { collectReferences } from './content-references.js';

/** Most characters of short texts that are found by their words. */
const MAX_WORDS_LENGTH = 8_000;
/** Most long values that a span is found by. */
const MAX_MARKS = 2_000;
const MARK_DIGITS = 16;

/**
 * Text of the column `search_text`: what is said in short, with the keys of attributes, then a mark for each long value,
 * whose words are indexed once, where it is stored.
 *
 * @param raw - the span as it is stored, long values replaced by their hashes
 */
export function searchText(span: RawSpan, raw: string): string {
  const references = new Set<string>();
  collectReferences(raw, references);
  const marks: string[] = [];
  for (const sha256 of references) {
    if (marks.length === MAX_MARKS) break;
    marks.push(contentMark(sha256));
  }
  const { attributes, events } = JSON.parse(raw) as { readonly attributes: object; readonly events: readonly object[] };
  const words = [span.name, span.statusMessage, ...Object.values(attributes), ...events]
    .map((value) => (typeof value === 'string' ? value : JSON.stringify(value)).slice(0, MAX_WORDS_LENGTH).replace(REFERENCE, ' '))
    .join('\n');
  return `${words.slice(0, MAX_WORDS_LENGTH).toWellFormed()}\n${marks.join(' ')}`;
}

/** The word that stands for a long value. */
export function contentMark(sha256: string): string {
  return `c${sha256.slice(0, MARK_DIGITS)}`;
}

/** The words of a query, split as the index splits text. Anything but ASCII is part of a word. */
export function searchWords(text: string): readonly string[] {
  return [...new Set(text.toLowerCase().split(/[\0-/:-@[-`{-\x7f]+/).filter((word) => word !== ''))];
}

const REFERENCE = /\u007f[tj][0-9a-f]{64}/g;
