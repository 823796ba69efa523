import { readFile } from 'node:fs/promises';

/** Rows of a table in a file: JSONCompactEachRowWithNames, whose first line names the columns. */
export interface RowsFile {
  readonly path: string;
  /** Without the first line. */
  readonly rows: number;
}

/** The first line of a file. */
export function headerLine(columns: readonly string[]): string {
  return JSON.stringify(columns);
}

/** A whole file; a last line that was not written to its end is no row. @returns `undefined` when not even its first line is whole */
export async function readRowsFile(path: string): Promise<{ readonly columns: readonly string[]; readonly lines: readonly string[] } | undefined> {
  const [header, ...lines] = (await readFile(path, 'utf8')).split('\n').slice(0, -1);
  return header === undefined ? undefined : { columns: JSON.parse(header) as readonly string[], lines };
}
