/** Text that is encoded at once: about a millisecond's work. */
const PIECE_LENGTH = 512 * 1024;

/** Rows as bytes, each ended by a line end, in pieces: whoever takes them can let others have their turn after each. */
export function* rowPieces(lines: readonly string[]): Generator<Buffer, void, void> {
  let piece = '';
  for (const line of lines) {
    piece += line;
    piece += '\n';
    if (piece.length < PIECE_LENGTH) continue;
    yield Buffer.from(piece);
    piece = '';
  }
  if (piece !== '') yield Buffer.from(piece);
}
