import type { JsonValue } from '@heddle/model';

/**
 * What could be read at a place of a text.
 *
 * - `complete`: the value, and where it ends
 * - `unclosed`: the text ended after a whole value, before its closing brackets; they were added
 * - `cut`: the text ended inside the value named by `path`; half a value is never given out
 * - `unreadable`: at `end` stands something that `expected` names
 */
export type LooseJson =
  | { readonly kind: 'complete'; readonly value: JsonValue; readonly end: number }
  | { readonly kind: 'unclosed'; readonly value: JsonValue; readonly end: number }
  | { readonly kind: 'cut'; readonly path: readonly (string | number)[]; readonly end: number }
  | { readonly kind: 'unreadable'; readonly expected: string; readonly end: number };

/**
 * Reads an object or list as language models write them: with single, typographic, back or triple quotes, quotes and line breaks
 * inside strings that are not escaped, unquoted keys, Python's words, comments, missing or superfluous commas.
 *
 * Made for replies that carry code, where the general repair libraries do harm: they drop the backslash of `\d`, turn
 * the apostrophe of `don't` into a quote, or need seconds for 100 kB. This one keeps every character of a string it cannot
 * explain, looks ahead a bounded distance, and so takes time in proportion to the text. Where a quote could mean two
 * things it gives up rather than guess.
 */
export function readLooseJson(text: string, start: number): LooseJson {
  const reader = new Reader(text, start);
  try {
    const value = reader.value([], true);
    if (reader.keptQuotes && AMBIGUOUS_REST.test(text.slice(reader.at, reader.at + LONGEST_REST))) {
      return { kind: 'unreadable', expected: 'escaped double quotes inside the strings', end: reader.at };
    }
    return { kind: reader.unclosed ? 'unclosed' : 'complete', value, end: reader.at };
  } catch (stop) {
    if (stop instanceof Stop) return stop.outcome;
    throw stop;
  }
}

/** Deeper nesting than this is not looked into. */
export const MOST_JSON_LEVELS = 64;
const LONGEST_REST = 100_000;
/** How far beyond a quote is looked for what it means; comments included. Keeps the whole walk linear. */
const LOOK_AHEAD = 200;
/** After a reply with quotes left unescaped: something that could be its true end. */
const AMBIGUOUS_REST = /["'][ \t\r\n]{0,100}[}\]]/;
const POSSIBLE_END = /["'`”’][ \t\r\n]{0,100}[}\]]/g;
const WORDS = new Map<string, JsonValue>([
  ['true', true], ['True', true], ['TRUE', true],
  ['false', false], ['False', false], ['FALSE', false],
  ['null', null], ['None', null], ['undefined', null], ['NaN', null],
]);
const CLOSING_QUOTE = new Map([
  ['"', '"'], ["'", "'"], ['`', '`'], ['“', '”'], ['‘', '’'],
]);
const ESCAPES = new Map([
  ['"', '"'], ["'", "'"], ['`', '`'], ['\\', '\\'], ['/', '/'], ['b', '\b'], ['f', '\f'], ['n', '\n'], ['r', '\r'], ['t', '\t'],
]);
const NUMBER = /[-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?(?![\w.:-])/y;
const BARE_KEY = /[A-Za-z_$][\w$-]{0,200}/y;
const BARE_VALUE = /[\w][\w .:+/@-]{0,500}/y;
/** A key and its colon, as far as can be told by a bounded look ahead. */
const KEY_AHEAD = /(?:"[^"\n]{1,200}"|'[^'\n]{1,200}'|“[^”\n]{1,200}”|[A-Za-z_$][\w$-]{0,200})\s{0,100}:/y;

class Stop extends Error {
  readonly outcome: LooseJson;
  constructor(outcome: LooseJson) {
    super('reading stopped');
    this.outcome = outcome;
  }
}

type Surroundings = 'key' | 'object' | 'list';
type Path = readonly (string | number)[];

/** One walk over the text. Only lives within `readLooseJson`. */
class Reader {
  readonly text: string;
  at: number;
  /** The text ended before the brackets did. */
  unclosed = false;
  /** A quote was kept as part of a string. */
  keptQuotes = false;
  lastEnd: number | undefined;

  constructor(text: string, start: number) {
    this.text = text;
    this.at = start;
  }

  value(path: Path, isRoot: boolean, surroundings: Surroundings = 'object'): JsonValue {
    if (path.length > MOST_JSON_LEVELS) this.fail('fewer levels of nesting');
    this.skipInsignificant();
    const first = this.text[this.at];
    if (first === undefined) this.cut(path);
    if (first === '{') return this.object(path);
    if (first === '[') return this.list(path);
    if (isRoot) this.fail('{ or [');
    return CLOSING_QUOTE.has(first!) ? this.string(path, surroundings) : this.bareValue(path);
  }

  object(path: Path): JsonValue {
    const entries: [string, JsonValue][] = [];
    this.at++;
    for (;;) {
      this.skipInsignificant();
      const next = this.text[this.at];
      if (next === undefined) return this.closeAtEnd(path, entries.length > 0, fromEntries(entries));
      if (next === '}') {
        this.at++;
        return fromEntries(entries);
      }
      if (next === ',') {
        this.at++;
        continue;
      }
      const key = this.key(path);
      this.skipInsignificant();
      if (this.at >= this.text.length) this.cut([...path, key]);
      if (this.text[this.at] !== ':') this.fail(`a colon after the key "${key.slice(0, 40)}"`);
      this.at++;
      entries.push([key, this.value([...path, key], false)]);
    }
  }

  list(path: Path): JsonValue {
    const items: JsonValue[] = [];
    this.at++;
    for (;;) {
      this.skipInsignificant();
      const next = this.text[this.at];
      if (next === undefined) return this.closeAtEnd(path, items.length > 0, items);
      if (next === ']') {
        this.at++;
        return items;
      }
      if (next === ',') {
        this.at++;
        continue;
      }
      items.push(this.value([...path, items.length], false, 'list'));
    }
  }

  /** With quotes kept on the way, the end of the text may as well stand within a string. */
  closeAtEnd(path: Path, hasContent: boolean, value: JsonValue): JsonValue {
    if (!hasContent || this.keptQuotes) this.cut(path);
    this.unclosed = true;
    return value;
  }

  key(path: Path): string {
    if (CLOSING_QUOTE.has(this.text[this.at]!)) return this.string(path, 'key');
    return this.match(BARE_KEY) ?? this.fail('a key in double quotes');
  }

  string(path: Path, surroundings: Surroundings): string {
    const { text } = this;
    const opening = text[this.at]!;
    if (surroundings !== 'key' && isTriple(text, this.at)) return this.tripleQuoted(path);
    const closing = CLOSING_QUOTE.get(opening)!;
    let content = '';
    let copied = ++this.at;
    for (; this.at < text.length; this.at++) {
      const character = text[this.at]!;
      if (character === '\\') {
        content += text.slice(copied, this.at) + this.escape(path);
        copied = this.at + 1;
      } else if (character === closing) {
        if (this.endsString(surroundings)) {
          content += text.slice(copied, this.at++);
          return content;
        }
        this.keptQuotes = true;
      }
    }
    return this.keptQuotes ? this.fail('the end of a string') : this.cut(path);
  }

  /** Leaves `at` on the last character of the escape. What is no escape of JSON is kept with its backslash. */
  escape(path: Path): string {
    const next = this.text[++this.at];
    if (next === undefined) return this.cut(path);
    if (next === 'u') {
      const hex = this.text.slice(this.at + 1, this.at + 5);
      if (!/^[0-9a-fA-F]{4}$/.test(hex)) return '\\u';
      this.at += 4;
      return String.fromCharCode(Number.parseInt(hex, 16));
    }
    return ESCAPES.get(next) ?? `\\${next}`;
  }

  /** Python's long strings: taken as they stand, since models write them for code. */
  tripleQuoted(path: Path): string {
    const quotes = this.text.slice(this.at, this.at + 3);
    const from = this.at + 3;
    const to = this.text.indexOf(quotes, from);
    if (to === -1) return this.cut(path);
    this.at = to + 3;
    return this.text.slice(from, to).replace(/^\r?\n/, '');
  }

  /** Whether the quote at `at` ends its string, judged by what follows. */
  endsString(surroundings: Surroundings): boolean {
    const { text } = this;
    const next = this.significantAfter(this.at + 1, LOOK_AHEAD);
    if (surroundings === 'key') return text[next] === ':';
    if (next >= text.length) return true;
    switch (text[next]) {
      case ',': {
        const afterComma = this.significantAfter(next + 1, LOOK_AHEAD);
        if (afterComma >= text.length || text[afterComma] === '}' || text[afterComma] === ']') return true;
        return surroundings === 'list' ? /["'“\w{[-]/.test(text[afterComma]!) : this.aheadIsKey(afterComma);
      }
      case '}':
        return surroundings === 'object' && this.looksClosed(next + 1);
      case ']':
        return surroundings === 'list' && this.looksClosed(next + 1);
      default:
        // A comma was forgotten before the next key.
        return surroundings === 'object' && text.slice(this.at, next).includes('\n') && this.aheadIsKey(next);
    }
  }

  aheadIsKey(position: number): boolean {
    KEY_AHEAD.lastIndex = position;
    return KEY_AHEAD.test(this.text);
  }

  /**
   * After the bracket that closes a string's surroundings comes more JSON, a new line, a fence or nothing; or, when no
   * later quote could be the end, anything.
   */
  looksClosed(position: number): boolean {
    let next = position;
    while (next < position + LOOK_AHEAD && (this.text[next] === ' ' || this.text[next] === '\t')) next++;
    return next >= this.text.length || ',}]\r\n`'.includes(this.text[next]!) || this.at >= this.lastPossibleEnd();
  }

  lastPossibleEnd(): number {
    if (this.lastEnd === undefined) {
      this.lastEnd = -1;
      for (const match of this.text.matchAll(POSSIBLE_END)) this.lastEnd = match.index;
    }
    return this.lastEnd;
  }

  bareValue(path: Path): JsonValue {
    const start = this.at;
    const number = this.match(NUMBER);
    if (number !== undefined) {
      // `12` at the end of a text may have been going to be `123`.
      if (this.at >= this.text.length) return this.cut(path);
      return Number(number);
    }
    const word = this.match(BARE_VALUE)?.trim();
    if (word === undefined) return this.fail('a value');
    const known = WORDS.get(word);
    if (known !== undefined) return known;
    if (this.at >= this.text.length) return this.cut(path);
    if (!',}]\n\r'.includes(this.text[this.at]!)) {
      this.at = start;
      return this.fail('a value in double quotes');
    }
    return word;
  }

  match(pattern: RegExp): string | undefined {
    pattern.lastIndex = this.at;
    const found = pattern.exec(this.text)?.[0];
    if (found !== undefined) this.at += found.length;
    return found;
  }

  skipInsignificant(): void {
    this.at = this.significantAfter(this.at);
  }

  /** White space and comments are insignificant. */
  significantAfter(position: number, most = this.text.length): number {
    const text = most < this.text.length ? this.text.slice(0, position + most) : this.text;
    let at = position;
    for (;;) {
      while (at < text.length && text.charCodeAt(at) <= 32) at++;
      const two = text.slice(at, at + 2);
      if (two === '//' || (text[at] === '#' && text[at + 1] === ' ')) {
        const end = text.indexOf('\n', at);
        at = end === -1 ? text.length : end;
      } else if (two === '/*') {
        const end = text.indexOf('*/', at + 2);
        at = end === -1 ? text.length : end + 2;
      } else {
        return at;
      }
    }
  }

  cut(path: Path): never {
    throw new Stop({ kind: 'cut', path, end: this.at });
  }

  fail(expected: string): never {
    throw new Stop({ kind: 'unreadable', expected, end: this.at });
  }
}

function isTriple(text: string, at: number): boolean {
  return (text.startsWith('"""', at) || text.startsWith("'''", at)) && text.length > at + 3;
}

/** `__proto__` is no key of ours: assigning it would change the object's nature. */
function fromEntries(entries: readonly (readonly [string, JsonValue])[]): JsonValue {
  return Object.fromEntries(entries.filter(([key]) => key !== '__proto__'));
}
