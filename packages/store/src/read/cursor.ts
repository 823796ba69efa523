import { StoreError } from '../errors.js';

/** Writes where a page ended. Readers must not look inside. */
export function encodeCursor(position: readonly string[]): string {
  return Buffer.from(JSON.stringify(position)).toString('base64url');
}

/** What stands at a place of a cursor. */
export type CursorField = 'integer' | 'text';

/**
 * Reads where a page begins.
 *
 * @param fields - what the list's cursors hold
 * @throws {StoreError} `BAD_CURSOR` when it is not a cursor of that list
 */
export function decodeCursor(cursor: string, fields: readonly CursorField[]): readonly string[] {
  try {
    const value = JSON.parse(Buffer.from(cursor, 'base64url').toString('utf8')) as unknown;
    if (Array.isArray(value) && value.length === fields.length && value.every((item, index) => isField(item, fields[index]!))) return value as string[];
  } catch {
    // Said below, like every other text that is no cursor.
  }
  throw new StoreError('BAD_CURSOR', `${JSON.stringify(cursor.slice(0, 100))} is not a cursor of this list; use nextCursor as it was given.`);
}

function isField(item: unknown, field: CursorField): boolean {
  if (typeof item !== 'string') return false;
  // The engine reads it as an Int64, written in one way only.
  return field === 'text' || (/^-?\d{1,19}$/.test(item) && String(BigInt.asIntN(64, BigInt(item))) === item);
}

/** The length of a page: what was asked for, kept within 1 and `max`. */
export function pageLimit(asked: number | undefined, { standard, max }: { readonly standard: number; readonly max: number }): number {
  return Math.min(Math.max(Math.trunc(asked ?? standard) || 1, 1), max);
}
