import { BufferPool } from '@heddle/store';

/** So many times what is held the next buffer takes: who says that much will come, and sends little, holds little. */
const GROWTH = 2;

/** Bytes as they come in, in one piece. A single chunk is kept as it is; several are in a buffer of the pool. */
export class GrowingBytes {
  readonly #pool: BufferPool;
  readonly #expectedBytes: number;
  #single: Buffer | undefined;
  #buffer: Buffer | undefined;
  #sizeBytes = 0;

  /** @param expectedBytes - how many there will be, as far as somebody said so; 0 when nobody did */
  constructor(pool: BufferPool, expectedBytes: number) {
    this.#pool = pool;
    this.#expectedBytes = expectedBytes;
  }

  get sizeBytes(): number {
    return this.#sizeBytes;
  }

  /** How much memory it will hold once so many more bytes have come. */
  heldWith(moreBytes: number): number {
    const needed = this.#sizeBytes + moreBytes;
    if (this.#sizeBytes === 0 || needed <= this.#held) return Math.max(needed, this.#held);
    return BufferPool.sizeFor(Math.max(needed, Math.min(this.#expectedBytes || Infinity, GROWTH * this.#held)));
  }

  get #held(): number {
    return this.#buffer?.length ?? this.#sizeBytes;
  }

  add(chunk: Buffer): void {
    if (chunk.length === 0) return;
    if (this.#sizeBytes === 0) {
      this.#single = chunk;
      this.#sizeBytes = chunk.length;
      return;
    }
    const heldBytes = this.heldWith(chunk.length);
    if (heldBytes > (this.#buffer?.length ?? 0)) this.#moveTo(this.#pool.take(heldBytes));
    chunk.copy(this.#buffer!, this.#sizeBytes);
    this.#sizeBytes += chunk.length;
  }

  #moveTo(buffer: Buffer): void {
    this.bytes.copy(buffer);
    if (this.#buffer) this.#pool.giveBack(this.#buffer);
    this.#buffer = buffer;
    this.#single = undefined;
  }

  /** What has come so far; not to be used after `release`. */
  get bytes(): Buffer {
    return this.#single ?? this.#buffer?.subarray(0, this.#sizeBytes) ?? Buffer.alloc(0);
  }

  /** Gives the buffer back. What is added after that begins anew. */
  release(): void {
    if (this.#buffer) this.#pool.giveBack(this.#buffer);
    this.#buffer = undefined;
    this.#single = undefined;
    this.#sizeBytes = 0;
  }
}
