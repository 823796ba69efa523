import { readFile } from 'node:fs/promises';
import { binaryHeader, findBinaryRows } from './row-binary.js';

/** How rows are written in a file, in the engine's words. Both say first what the columns are, so that a later version can read them. */
export type RowsFormat = 'JSONCompactEachRowWithNames' | 'RowBinaryWithNames';

/** Rows of a table in a file. */
export interface RowsFile {
  readonly path: string;
  readonly format: RowsFormat;
  readonly rows: number;
}

/** What stands before the rows. */
export function headerOf(format: RowsFormat, columns: readonly string[]): Buffer {
  return format === 'RowBinaryWithNames' ? binaryHeader(columns) : Buffer.from(`${JSON.stringify(columns)}\n`);
}

/** How many rows are whole in a file, and how many bytes they take with their header. @returns `undefined` when its header is none */
export function wholeRows(bytes: Buffer, format: RowsFormat): { readonly rows: number; readonly sizeBytes: number } | undefined {
  if (format === 'RowBinaryWithNames') {
    const found = findBinaryRows(bytes);
    return found && { rows: found.rows.length, sizeBytes: found.sizeBytes };
  }
  let rows = -1;
  for (let at = bytes.indexOf(LINE_END); at !== -1; at = bytes.indexOf(LINE_END, at + 1)) rows++;
  if (rows > 0 && !isHeaderLine(bytes.toString('utf8', 0, bytes.indexOf(LINE_END)))) return undefined;
  return { rows: Math.max(0, rows), sizeBytes: bytes.lastIndexOf(LINE_END) + 1 };
}

const LINE_END = 10;

/** A loss of power may leave anything in a file that was not waited for. */
function isHeaderLine(line: string): boolean {
  try {
    const columns = JSON.parse(line) as unknown;
    return Array.isArray(columns) && columns.every((name) => typeof name === 'string');
  } catch {
    return false;
  }
}

/**
 * The rows of a file, as lines of JSONCompactEachRow; a last one that was not written to its end is no row.
 *
 * @returns `undefined` when not even its header is whole
 */
export async function readRowsFile({ path, format }: RowsFile): Promise<{ readonly columns: readonly string[]; readonly lines: readonly string[] } | undefined> {
  const bytes = await readFile(path);
  if (format === 'RowBinaryWithNames') {
    const { columns = [], rows = [] } = findBinaryRows(bytes) ?? {};
    if (columns.length === 0) return undefined;
    return { columns, lines: rows.map((row) => JSON.stringify(row.map(({ start, end }) => bytes.toString('utf8', start, end)))) };
  }
  const [header, ...lines] = bytes.toString('utf8').split('\n').slice(0, -1);
  return header === undefined ? undefined : { columns: JSON.parse(header) as readonly string[], lines };
}
