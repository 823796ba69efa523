import type { SearchWord } from '../schema/search-words.js';

/** Of so many words all forms are looked for; of more, each as it was typed: a query of hundreds would take seconds to be made sense of. */
const MAX_EXACT_WORDS = 12;

/** A condition on rows that have all of some words, and the values it names. */
export interface WordsCondition {
  readonly condition: string;
  readonly parameters: Readonly<Record<string, unknown>>;
}

/** Words as the index has them: all that short texts need, which are written without escapes. */
export function tokensCondition(column: 'search_text' | 'lower(search_text)' | 'text', words: readonly SearchWord[]): WordsCondition {
  const plain = words.flatMap(({ forms }, index) => (hasOneForm(forms, index) ? [forms[0]!] : []));
  const conditions = plain.length === 0 ? [] : [`hasAllTokens(${column}, {words:Array(String)})`];
  const parameters: Record<string, unknown> = plain.length === 0 ? {} : { words: plain };
  for (const [index, { forms }] of words.entries()) {
    if (hasOneForm(forms, index)) continue;
    // Only words of other letters than ASCII have several forms.
    conditions.push(`hasAnyTokens(${column}, {forms${index}:Array(String)})`);
    parameters[`forms${index}`] = forms;
  }
  return { condition: `(${conditions.join(' AND ')})`, parameters };
}

/** Long texts stand there as they came, much of it JSON: the index finds which may have the words, and those are looked at. */
export function contentsCondition(words: readonly SearchWord[]): WordsCondition {
  if (words.length > MAX_EXACT_WORDS) return tokensCondition('text', words);
  const conditions: string[] = [];
  const parameters: Record<string, unknown> = {};
  const parameter = (name: string, type: string, value: unknown) => {
    parameters[name] = value;
    return `{${name}:${type}}`;
  };
  const patterns: string[] = [];
  for (const [index, { forms, escapedBefore, pattern, ascii }] of words.entries()) {
    const indexed = `hasAnyTokens(text, ${parameter(`tokens${index}`, 'Array(String)', [...forms, ...escapedBefore])})`;
    const exact = `match(text, ${parameter(`pattern${index}`, 'String', pattern)})`;
    if (ascii.length === 0) {
      conditions.push(indexed);
      patterns.push(exact);
      continue;
    }
    const inAscii = ascii.map(({ text, tokens }, form) => (
      `hasAllTokens(text, ${parameter(`ascii${index}_${form}`, 'Array(String)', tokens)}) AND positionCaseInsensitive(text, ${parameter(`text${index}_${form}`, 'String', text)}) > 0`
    ));
    conditions.push(`(${[`${indexed} AND ${exact}`, ...inAscii].map((one) => `(${one})`).join(' OR ')})`);
  }
  return { condition: [...conditions, ...patterns].join(' AND '), parameters };
}

function hasOneForm(forms: readonly string[], index: number): boolean {
  return forms.length === 1 || index >= MAX_EXACT_WORDS;
}
