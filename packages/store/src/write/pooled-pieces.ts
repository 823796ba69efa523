import type { BufferPool } from './buffer-pool.js';

/** How rows of one kind are written. */
export interface RowWriter<Row> {
  /** As many bytes as the row takes, or somewhat more. */
  roomFor(row: Row): number;
  /** @returns where the row ends */
  write(buffer: Buffer, start: number, row: Row): number;
}

/** What rows are written into; about a quarter of a millisecond's work. */
const PIECE_BYTES = 256 * 1024;
/** Most bytes of UTF-8 for each unit of a string. */
const MOST_BYTES_PER_UNIT = 3;

/**
 * Rows as bytes, in pieces: whoever takes them can let others have their turn after each. Hot: all that is stored passes here.
 *
 * @param used - gets the buffers of the pool that the pieces are parts of
 */
export function* pooledPieces<Row>(rows: readonly Row[], { roomFor, write }: RowWriter<Row>, pool: BufferPool, used: Buffer[]): Generator<Buffer, void, void> {
  let buffer: Buffer | undefined;
  let end = 0;
  for (const row of rows) {
    const room = roomFor(row);
    if (buffer === undefined || room > buffer.length - end) {
      if (buffer !== undefined) yield buffer.subarray(0, end);
      buffer = pool.take(Math.max(PIECE_BYTES, room));
      used.push(buffer);
      end = 0;
    }
    end = write(buffer, end, row);
  }
  if (buffer !== undefined) yield buffer.subarray(0, end);
}

/** Bytes that a text certainly fits into. Of a long one it is worth to know how long it is. */
export function roomForText(text: string): number {
  const most = MOST_BYTES_PER_UNIT * text.length;
  return most < PIECE_BYTES / 2 ? most : Buffer.byteLength(text);
}
