import { normaliseSpan } from '@heddle/conventions';
import type { NormaliseOptions } from '@heddle/conventions';
import type { KnownContents } from '../schema/content-references.js';
import { SPANS, columnsOf } from '../schema/tables.js';
import { decodeRawSpan } from '../schema/stored-span.js';
import type { StoredSpan } from '../schema/stored-span.js';
import { encodeStoredSpanRow } from '../write/span-row.js';
import type { StoredSpanRow } from './stored-pages.js';

/** Columns that say which row it is, or what was sent: these stay. */
const KEPT: ReadonlySet<string> = new Set(['project', 'start_time', 'trace_id', 'span_id', 'version', 'received_at', 'end_time', 'raw']);

/** Columns that normalising makes. */
export const MADE_COLUMNS: readonly string[] = columnsOf(SPANS).filter((name) => !KEPT.has(name));

const MADE_PLACES = columnsOf(SPANS).flatMap((name, place) => (KEPT.has(name) ? [] : [[name, place] as const]));

export interface Renewing extends NormaliseOptions {
  readonly project: string;
  readonly receivedAtMicros: number;
  readonly contents: KnownContents;
}

/**
 * The row of a span as today's rules make it, with the version it has: a newer version that arrives meanwhile wins over it, and
 * it wins over the row it was made from, because it is made later.
 *
 * @returns a line for the table `spans`; `undefined` when the row says all of it already
 * @throws {Error} when what is stored cannot be read
 */
export function renewedRow(row: StoredSpanRow, { project, receivedAtMicros, contents, ...options }: Renewing): string | undefined {
  const missing = new Set<string>();
  const span = decodeRawSpan(row.raw, noting(contents, missing));
  if (missing.size > 0) throw new Error(`${missing.size} of its long values are not stored, such as ${[...missing][0]}`);
  const line = encodeStoredSpanRow({
    project, span, record: normaliseSpan(span, options), receivedAtMicros, stored: JSON.parse(row.raw) as StoredSpan, raw: row.raw, version: row.version,
  });
  const made = JSON.parse(line) as readonly unknown[];
  return MADE_PLACES.every(([name, place]) => isSame(row[name], made[place])) ? undefined : line;
}

/** The engine writes 64-bit integers as text, and keeps objects as text unless the column is a map. */
function isSame(stored: unknown, made: unknown): boolean {
  if (typeof made === 'number' && typeof stored === 'string') return stored === String(made);
  if (typeof made === 'object' && typeof stored === 'string') return stored === JSON.stringify(made);
  return JSON.stringify(stored) === JSON.stringify(made);
}

/** The same contents; hashes that are asked for in vain are noted. */
function noting(contents: KnownContents, missing: Set<string>): KnownContents {
  return {
    get(sha256) {
      const text = contents.get(sha256);
      if (text === undefined) missing.add(sha256);
      return text;
    },
  };
}
