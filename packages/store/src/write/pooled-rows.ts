import type { BufferPool } from './buffer-pool.js';

/** What rows are written into; about a quarter of a millisecond's work. */
const PIECE_BYTES = 256 * 1024;
/** Most bytes of UTF-8 for each unit of a string. */
const MOST_BYTES_PER_UNIT = 3;

/**
 * Rows as bytes, each ended by a line end, in pieces: whoever takes them can let others have their turn after each. Hot: all that is stored
 * passes here.
 *
 * @param used - gets the buffers of the pool that the pieces are parts of
 */
export function* pooledRows(lines: readonly string[], pool: BufferPool, used: Buffer[]): Generator<Buffer, void, void> {
  let buffer: Buffer | undefined;
  let end = 0;
  for (const line of lines) {
    if (buffer === undefined || MOST_BYTES_PER_UNIT * line.length + 1 > buffer.length - end) {
      if (buffer !== undefined) yield buffer.subarray(0, end);
      // Of a long row it is worth to know how long it is.
      buffer = pool.take(MOST_BYTES_PER_UNIT * line.length < PIECE_BYTES ? PIECE_BYTES : Buffer.byteLength(line) + MOST_BYTES_PER_UNIT);
      used.push(buffer);
      end = 0;
    }
    end += buffer.write(line, end);
    buffer[end++] = LINE_END;
  }
  if (buffer !== undefined) yield buffer.subarray(0, end);
}

const LINE_END = 10;
