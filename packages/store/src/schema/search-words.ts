/** The words of a query, split as the index splits text. Anything but ASCII is part of a word. */
export function searchWords(text: string): readonly SearchWord[] {
  const words = new Set(text.split(/[\0-/:-@[-`{-\x7f]+/).filter((word) => word !== ''));
  const byForm = new Map([...words].map((word) => [word.toLowerCase(), searchWord(word)]));
  return [...byForm.values()];
}

/** A word that is looked for. */
export interface SearchWord {
  /** As the index may have it: that makes only ASCII letters small. */
  readonly forms: readonly string[];
  /** In JSON text: an escape before it, such as that of a line end, leaves its letter at the beginning of the word. */
  readonly escapedBefore: readonly string[];
  /** Matches the word, alone or after an escape, and nothing else. */
  readonly pattern: string;
  /** In JSON text that is ASCII only: `caf\u00e9`. */
  readonly ascii: readonly { readonly text: string; readonly tokens: readonly string[] }[];
}

/** What ends a word. */
const NO_WORD = '[^0-9a-zA-Z\\x{80}-\\x{10FFFF}]';

function searchWord(word: string): SearchWord {
  const lower = word.toLowerCase();
  const cased = [...new Set([word, lower, word.toUpperCase(), lower.slice(0, 1).toUpperCase() + lower.slice(1)])];
  const forms = [...new Set(cased.map(asciiLower))];
  const isAscii = !/[^\0-\x7f]/.test(word);
  return {
    forms,
    escapedBefore: forms.flatMap((form) => [...'nrtbf'].map((letter) => letter + form)),
    // Words are letters, digits and what is not ASCII: nothing in them has a meaning in a pattern.
    pattern: `(?i)(^|${NO_WORD}|(^|[^\\\\])(\\\\\\\\)*\\\\[nrtbf])(${forms.join('|')})(${NO_WORD}|$)`,
    ascii: isAscii ? [] : cased.map((form) => {
      const text = [...form].map((letter) => (letter > '\x7f' ? escapes(letter) : letter)).join('').toLowerCase();
      // What stands before the first escape may have another one before it.
      return { text, tokens: text.split('\\').slice(1) };
    }),
  };
}

function escapes(letter: string): string {
  return Array.from({ length: letter.length }, (_, index) => `\\u${letter.charCodeAt(index).toString(16).padStart(4, '0')}`).join('');
}

function asciiLower(text: string): string {
  return text.replace(/[A-Z]+/g, (letters) => letters.toLowerCase());
}
