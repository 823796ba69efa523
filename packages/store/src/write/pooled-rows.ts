import type { BufferPool } from './buffer-pool.js';
import { pooledPieces, roomForText } from './pooled-pieces.js';
import type { RowWriter } from './pooled-pieces.js';

const LINE_END = 10;

const LINES: RowWriter<string> = {
  roomFor: (line) => roomForText(line) + 1,
  write(buffer, start, line) {
    const end = start + buffer.write(line, start);
    buffer[end] = LINE_END;
    return end + 1;
  },
};

/** Lines, each with its end, in pieces; see {@link pooledPieces}. */
export function pooledRows(lines: readonly string[], pool: BufferPool, used: Buffer[]): Generator<Buffer, void, void> {
  return pooledPieces(lines, LINES, pool, used);
}
