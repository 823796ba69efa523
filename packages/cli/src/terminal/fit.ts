import stringWidth from 'string-width';
import { plain } from './ink.js';

const SEGMENTER = new Intl.Segmenter();

/** Text from anywhere as one harmless line of at most so many columns; what does not fit ends in `…`. */
export function fit(text: string, columns: number): string {
  // More than this many code units per column is no text that one wants to read to its end.
  const line = plain(text.slice(0, columns * 20)).replaceAll(/\s+/g, ' ').trim();
  if (stringWidth(line) <= columns) return line;
  let cut = '';
  let width = 1;
  for (const { segment } of SEGMENTER.segment(line)) {
    width += stringWidth(segment);
    if (width > columns) break;
    cut += segment;
  }
  return `${cut}…`;
}

/** `fit`, filled up with spaces. */
export function pad(text: string, columns: number, side: 'left' | 'right' = 'right'): string {
  const fitted = fit(text, columns);
  const spaces = ' '.repeat(Math.max(0, columns - stringWidth(fitted)));
  return side === 'right' ? fitted + spaces : spaces + fitted;
}
