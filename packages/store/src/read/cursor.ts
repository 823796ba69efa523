import { StoreError } from '../errors.js';

/** Writes where a page ended. Readers must not look inside. */
export function encodeCursor(position: readonly string[]): string {
  return Buffer.from(JSON.stringify(position)).toString('base64url');
}

/**
 * Reads where a page begins.
 *
 * @param length - how many texts the list's cursors hold
 * @throws {StoreError} `BAD_CURSOR` when it is not a cursor of that list
 */
export function decodeCursor(cursor: string, length: number): readonly string[] {
  try {
    const value = JSON.parse(Buffer.from(cursor, 'base64url').toString('utf8')) as unknown;
    if (Array.isArray(value) && value.length === length && value.every((item) => typeof item === 'string')) return value as string[];
  } catch {
    // Said below, like every other text that is no cursor.
  }
  throw new StoreError('BAD_CURSOR', `${JSON.stringify(cursor.slice(0, 100))} is not a cursor of this list; use nextCursor as it was given.`);
}

/** The length of a page: what was asked for, kept within 1 and `max`. */
export function pageLimit(asked: number | undefined, { standard, max }: { readonly standard: number; readonly max: number }): number {
  return Math.min(Math.max(Math.trunc(asked ?? standard) || 1, 1), max);
}
