import { setImmediate } from 'node:timers/promises';

/** Text that is encoded at once: about a millisecond's work. */
const PIECE_LENGTH = 512 * 1024;

/** Rows as bytes, each ended by a line end; the event loop is free after each piece, so that a large insert keeps nobody waiting. */
export async function* rowPieces(lines: readonly string[]): AsyncGenerator<Buffer> {
  let piece = '';
  for (const line of lines) {
    piece += line;
    piece += '\n';
    if (piece.length < PIECE_LENGTH) continue;
    yield Buffer.from(piece);
    piece = '';
    await setImmediate();
  }
  if (piece !== '') yield Buffer.from(piece);
}
