import { Decompress } from 'fzstd';

/** Memory that one frame may ask for. RFC 8878, section 3.1.1.1.2, wants decoders to support at least this much. */
const MAX_WINDOW_BYTES = 8 * 1024 * 1024;

const FRAME_MAGIC = 0xfd2fb528;
/** Skippable frames have sixteen magic numbers, 0x184D2A50 to 0x184D2A5F. */
const SKIPPABLE_MAGIC = 0x184d2a5;

/**
 * Decompresses a zstd body, pausing after each block of at most 128 kB. Node 20 has no zstd of its own, and fzstd
 * allocates whatever a frame asks for, up to 2,046 MB: so frames are measured here before it sees them.
 *
 * @param onChunk - takes what comes out; it may throw to stop
 * @throws {Error} when the body is not zstd, or wants too large a window
 * @see RFC 8878, section 3.1
 */
export function* inflateZstd(body: Buffer, onChunk: (chunk: Buffer) => void): Generator<void, void, void> {
  const decompress = new Decompress((chunk) => {
    if (chunk.length > 0) onChunk(Buffer.from(chunk.buffer, chunk.byteOffset, chunk.byteLength));
  });
  for (const piece of zstdPieces(body)) {
    decompress.push(piece);
    yield;
  }
  decompress.push(new Uint8Array(0), true);
}

/** Cuts a body into frame headers, blocks and checksums; what says nothing is left out. */
function* zstdPieces(body: Buffer): Generator<Buffer> {
  let position = 0;
  const take = (length: number): Buffer => {
    if (length > body.length - position) throw new Error('the zstd data ends too early');
    position += length;
    return body.subarray(position - length, position);
  };
  while (position < body.length) {
    const magic = take(4).readUInt32LE();
    if (magic >>> 4 === SKIPPABLE_MAGIC) {
      take(take(4).readUInt32LE());
      continue;
    }
    if (magic !== FRAME_MAGIC) throw new Error('it is not zstd data');
    const start = position - 4;
    const descriptor = take(1)[0]!;
    const { windowBytes } = readFrameHeader(descriptor, take);
    if (windowBytes > MAX_WINDOW_BYTES) {
      throw new Error(`the zstd data needs a window of ${windowBytes} bytes and may have ${MAX_WINDOW_BYTES}`);
    }
    yield body.subarray(start, position);
    let isLast = false;
    while (!isLast) {
      const blockStart = position;
      const header = take(3).readUIntLE(0, 3);
      isLast = (header & 1) === 1;
      const isOneRepeatedByte = ((header >> 1) & 3) === 1;
      take(isOneRepeatedByte ? 1 : header >> 3);
      yield body.subarray(blockStart, position);
    }
    const hasChecksum = (descriptor & 4) !== 0;
    if (hasChecksum) yield take(4);
  }
}

/** Reads what follows the frame header descriptor. */
function readFrameHeader(descriptor: number, take: (length: number) => Buffer): { readonly windowBytes: number } {
  const isSingleSegment = (descriptor & 0x20) !== 0;
  let windowBytes = 0;
  if (!isSingleSegment) {
    const windowDescriptor = take(1)[0]!;
    const base = 2 ** (10 + (windowDescriptor >> 3));
    windowBytes = base + (base / 8) * (windowDescriptor & 7);
  }
  const dictionary = take([0, 1, 2, 4][descriptor & 3]!);
  if (dictionary.some((byte) => byte !== 0)) throw new Error('the zstd data needs a dictionary');
  const sizeFlag = descriptor >> 6;
  const contentSize = take(sizeFlag === 0 ? (isSingleSegment ? 1 : 0) : 1 << sizeFlag);
  // A frame in a single segment has no window but its content.
  if (isSingleSegment) windowBytes = contentSize.length === 8 ? Number(contentSize.readBigUInt64LE()) : contentSize.readUIntLE(0, contentSize.length);
  return { windowBytes };
}
