import { FRAME_HEADER_BYTES } from './encode-frame.js';

/** A frame taken off the wire: JSON text and binary parts, not yet looked at. */
export interface RawFrame {
  readonly json: string;
  /** What follows the JSON. */
  readonly rest: Buffer;
}

/** Cuts a byte stream into frames. Holds at most one frame's bytes, bounded by `maxFrameBytes`. */
export class FrameDecoder {
  readonly #maxFrameBytes: number;
  #chunks: Buffer[] = [];
  #bytes = 0;
  /** Bytes needed before the next frame is whole. */
  #wanted = 4;

  constructor(maxFrameBytes: number) {
    this.#maxFrameBytes = maxFrameBytes;
  }

  /**
   * Takes bytes and hands on every frame they complete.
   *
   * @returns why the stream cannot be read on, or `undefined`
   */
  push(chunk: Buffer, take: (frame: RawFrame) => void): string | undefined {
    this.#chunks.push(chunk);
    this.#bytes += chunk.length;
    if (this.#bytes < this.#wanted) return undefined;
    let bytes = this.#chunks.length === 1 ? chunk : Buffer.concat(this.#chunks, this.#bytes);
    this.#wanted = 4;
    while (bytes.length >= 4) {
      const length = bytes.readUInt32LE(0);
      if (length < 4) return `a frame of ${length} bytes`;
      if (length > this.#maxFrameBytes) return `a frame of ${length} bytes; at most ${this.#maxFrameBytes} are taken`;
      if (bytes.length < 4 + length) {
        this.#wanted = 4 + length;
        break;
      }
      const jsonBytes = bytes.readUInt32LE(4);
      if (jsonBytes > length - 4) return `a frame whose JSON of ${jsonBytes} bytes is longer than the frame of ${length}`;
      const jsonEnd = FRAME_HEADER_BYTES + jsonBytes;
      const frame = { json: bytes.toString('utf8', FRAME_HEADER_BYTES, jsonEnd), rest: bytes.subarray(jsonEnd, 4 + length) };
      bytes = bytes.subarray(4 + length);
      take(frame);
    }
    this.#chunks = bytes.length > 0 ? [bytes] : [];
    this.#bytes = bytes.length;
    return undefined;
  }
}
