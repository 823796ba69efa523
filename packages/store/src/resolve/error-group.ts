import { hash } from 'node:crypto';

/** The id of the group of errors that differ in numbers, ids and quoted values only. */
export function errorGroup(type: string, message: string): string {
  return hash('sha256', `${type}\n${errorPattern(message)}`).slice(0, 16);
}

/** A message without what changes from one time to the next. */
export function errorPattern(message: string): string {
  return message
    // An apostrophe within a word is none that quotes.
    .replace(/"[^"]*"|(?<![\p{L}\p{N}])[burf]{0,2}'[^']*'(?![\p{L}\p{N}])|`[^`]*`/gui, '""')
    .replace(/\b0x[0-9a-f]+\b/gi, '#')
    .replace(/\b(?=[0-9a-f-]*\d)[0-9a-f]{4,}(?:-[0-9a-f]{4,})*\b/gi, '#')
    .replace(/\d+(?:\.\d+)*/g, '#')
    .replace(/\s+/g, ' ')
    .trim();
}
