/**
 * Rows whose columns are all text, in ClickHouse's `RowBinaryWithNames`: as many as there are columns and their names, then the values, each text
 * with its length before it. Nothing is escaped and nothing has to be read for its end, so a long text costs the engine and us a copy.
 * The first column is never empty here: so zeros, which a loss of power may leave at the end of a file, are no rows.
 *
 * @see https://clickhouse.com/docs/interfaces/formats/RowBinaryWithNames; lengths are LEB128
 */

/** What stands before the rows. */
export function binaryHeader(columns: readonly string[]): Buffer {
  const header = Buffer.alloc(columns.reduce((size, name) => size + MOST_LENGTH_BYTES + Buffer.byteLength(name), MOST_LENGTH_BYTES));
  const end = columns.reduce((at, name) => putText(header, at, name), putLength(header, 0, columns.length));
  return header.subarray(0, end);
}

/** Bytes that the length of a text certainly fits into: no string of Node's has 2^35. */
export const MOST_LENGTH_BYTES = 5;

/** Writes a text with its length before it. @returns where it ends */
export function putText(buffer: Buffer, start: number, text: string): number {
  const end = putLength(buffer, start, Buffer.byteLength(text));
  return end + buffer.write(text, end);
}

const CONTINUES = 0x80;

function putLength(buffer: Buffer, start: number, length: number): number {
  let end = start;
  let left = length;
  for (; left >= CONTINUES; left = Math.floor(left / CONTINUES)) buffer[end++] = (left % CONTINUES) | CONTINUES;
  buffer[end++] = left;
  return end;
}

/** Rows that are whole, and how many bytes they take with what stands before them. */
export interface BinaryRows {
  readonly columns: readonly string[];
  /** The texts of each row, as ranges of the bytes. */
  readonly rows: readonly (readonly Range[])[];
  readonly sizeBytes: number;
}

interface Range {
  readonly start: number;
  readonly end: number;
}

const NAME = /^\w+$/;
const MOST_COLUMNS = 1_000;

/**
 * Finds the rows; a last one that was not written to its end is none.
 *
 * @returns `undefined` when what stands before the rows is something else. When it was not written to its end there are no columns
 */
export function findBinaryRows(bytes: Buffer): BinaryRows | undefined {
  const reader = new Reader(bytes);
  const count = reader.length();
  if (count === undefined) return NOTHING;
  if (count === 0 || count > MOST_COLUMNS) return undefined;
  const columns: string[] = [];
  while (columns.length < count) {
    const range = reader.text();
    if (range === undefined) return NOTHING;
    const name = bytes.toString('utf8', range.start, range.end);
    if (!NAME.test(name)) return undefined;
    columns.push(name);
  }
  const rows: (readonly Range[])[] = [];
  let sizeBytes = reader.position;
  for (;;) {
    const row = reader.row(count);
    if (row === undefined) return { columns, rows, sizeBytes };
    rows.push(row);
    sizeBytes = reader.position;
  }
}

const NOTHING: BinaryRows = { columns: [], rows: [], sizeBytes: 0 };

/** Gives `undefined` for what does not end within the bytes. */
class Reader {
  readonly #bytes: Buffer;
  position = 0;

  constructor(bytes: Buffer) {
    this.#bytes = bytes;
  }

  row(columns: number): readonly Range[] | undefined {
    const row: Range[] = [];
    while (row.length < columns) {
      const text = this.text();
      if (text === undefined || (row.length === 0 && text.start === text.end)) return undefined;
      row.push(text);
    }
    return row;
  }

  text(): Range | undefined {
    const length = this.length();
    if (length === undefined || length > this.#bytes.length - this.position) return undefined;
    const start = this.position;
    this.position += length;
    return { start, end: this.position };
  }

  length(): number | undefined {
    let length = 0;
    for (let factor = 1; this.position < this.#bytes.length && factor < Number.MAX_SAFE_INTEGER; factor *= CONTINUES) {
      const byte = this.#bytes[this.position++]!;
      length += (byte % CONTINUES) * factor;
      if (byte < CONTINUES) return length;
    }
    return undefined;
  }
}
