import type { JsonObject, JsonValue } from '@heddle/model';
import { referenceOf } from './content-references.js';
import type { StoredLog, StoredSpan } from './stored-span.js';

/** Most characters of short texts that are found by their words. */
const MAX_WORDS_LENGTH = 32_000;
/** Most long values that a span is found by. */
const MAX_MARKS = 2_000;
const MARK_DIGITS = 16;

/**
 * Text of the column `search_text`: what is said in short, with the keys of structured attributes, then a mark for each long
 * value, whose words are indexed once, where it is stored.
 * Hot: runs on every span that comes in.
 */
export function searchText(stored: StoredSpan): string {
  const { say, sayAll, marks, text } = collector();
  say(stored.name);
  say(stored.statusMessage ?? '');
  sayAll(stored.attributes);
  for (const event of stored.events ?? []) {
    say(event.name);
    for (const key in event.attributes) say(key);
    sayAll(event.attributes);
  }
  for (const link of stored.links ?? []) sayAll(link.attributes);
  wordsOf(stored.resource, marks);
  wordsOf(stored.scope.attributes ?? '', marks);
  return text();
}

/** The same for a log record, whose words find the span it belongs to. */
export function logSearchText(stored: StoredLog): string {
  const { say, sayAll, text } = collector();
  say(stored.eventName);
  say(stored.body);
  sayAll(stored.attributes);
  return text();
}

function collector() {
  const marks = new Set<string>();
  let words = '';
  const say = (value: JsonValue) => {
    if (words.length < MAX_WORDS_LENGTH) words += `${wordsOf(value, marks)}\n`;
    else wordsOf(value, marks);
  };
  return {
    marks,
    say,
    sayAll(attributes: JsonObject) {
      for (const key in attributes) say(attributes[key]!);
    },
    text: () => `${words.slice(0, MAX_WORDS_LENGTH).toWellFormed()}\n${[...marks].slice(0, MAX_MARKS).join(' ')}`,
  };
}

/** The value as text, without the long values it refers to: their marks are added. */
function wordsOf(value: JsonValue, marks: Set<string>): string {
  if (typeof value === 'string') return wordsOfText(value, marks);
  if (!Array.isArray(value)) return value !== null && typeof value === 'object' ? unescaped(JSON.stringify(value)) : String(value);
  let words = '';
  // A list keeps short items and refers to long ones; deeper down there are no references.
  for (const item of value as readonly JsonValue[]) {
    words += typeof item === 'string' ? wordsOfText(item, marks) : unescaped(JSON.stringify(item));
    words += ' ';
  }
  return words;
}

function wordsOfText(text: string, marks: Set<string>): string {
  const sha256 = referenceOf(text);
  if (sha256 === undefined) return isEscaped(text) ? unescaped(text) : text;
  marks.add(contentMark(sha256));
  return '';
}

/** True for JSON text that has escapes. Others may begin alike: `[ERROR] no C:\temp`. */
function isEscaped(text: string): boolean {
  if (!text.includes('\\') || !/^\s*[[{"]/.test(text)) return false;
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

/** JSON text with what its escapes stand for: a line end in it would be part of the next word. */
function unescaped(json: string): string {
  if (!json.includes('\\')) return json;
  return json.replace(/\\(?:u([0-9a-f]{4})|.)/gis, (_, digits: string | undefined) => (digits === undefined ? ' ' : String.fromCharCode(Number.parseInt(digits, 16))));
}

/** The word that stands for a long value. */
export function contentMark(sha256: string): string {
  return `c${sha256.slice(0, MARK_DIGITS)}`;
}
