/** Smallest and largest buffers that are kept. What fits in the smallest is gone before garbage is collected; the largest are rare. */
const SMALLEST_BYTES = 64 * 1024;
const LARGEST_BYTES = 4 * 1024 * 1024;
const MOST_FREE_BYTES = 32 * 1024 * 1024;

/**
 * Buffers that are used again and again. Their memory is outside of the heap and counts as if it were in it: with one made anew for each
 * request, two megabytes at a time, garbage was collected twice as often as what is in the heap asks for.
 */
export class BufferPool {
  readonly #free = new Map<number, Buffer[]>();
  readonly #mostFreeBytes: number;
  #freeBytes = 0;

  /** @param mostFreeBytes - bytes that are kept for whoever comes next. Default: 32 MiB */
  constructor(mostFreeBytes = MOST_FREE_BYTES) {
    this.#mostFreeBytes = mostFreeBytes;
  }

  /** @returns a buffer of at least so many bytes, and of any content. Its length is what it holds of memory */
  take(leastBytes: number): Buffer {
    const sizeBytes = BufferPool.sizeFor(leastBytes);
    const known = this.#free.get(sizeBytes)?.pop();
    if (!known) return Buffer.allocUnsafeSlow(sizeBytes);
    this.#freeBytes -= sizeBytes;
    return known;
  }

  /** Takes back what `take` gave: nobody reads or writes it any more. */
  giveBack(buffer: Buffer): void {
    const sizeBytes = buffer.length;
    if (sizeBytes > LARGEST_BYTES || this.#freeBytes + sizeBytes > this.#mostFreeBytes) return;
    this.#freeBytes += sizeBytes;
    const others = this.#free.get(sizeBytes);
    if (others) others.push(buffer);
    else this.#free.set(sizeBytes, [buffer]);
  }

  /** How long the buffer is that `take` gives for so many bytes: a power of two, or just as long when that is too large to be kept. */
  static sizeFor(leastBytes: number): number {
    if (leastBytes > LARGEST_BYTES) return leastBytes;
    return Math.max(SMALLEST_BYTES, 2 ** Math.ceil(Math.log2(Math.max(1, leastBytes))));
  }
}
