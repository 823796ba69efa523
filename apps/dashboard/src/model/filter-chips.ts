import { isEmptyFilter, parseSpanFilter } from './span-filter.js';

/** The filter as its field shows it: finished `key:value` parts as chips, the rest as text. */
export interface FilterParts {
  readonly chips: readonly string[];
  readonly rest: string;
}

/** Takes the chips out of a filter text. Text that is no chip stays as it was typed, blanks included. */
export function splitFilter(text: string): FilterParts {
  const chips: string[] = [];
  const rest = text.replace(/(^|\s)(kind|status):(\S+)(?=\s|$)/g, (whole, before: string) => {
    const chip = whole.trim();
    const { words, ...recognised } = parseSpanFilter(chip);
    if (words.length > 0 || isEmptyFilter({ words, ...recognised })) return whole;
    if (!chips.includes(chip)) chips.push(chip);
    return before;
  });
  return { chips, rest: chips.length > 0 ? rest.trimStart() : rest };
}

export function joinFilter({ chips, rest }: FilterParts): string {
  return [...chips, rest].filter((part) => part !== '').join(' ');
}
