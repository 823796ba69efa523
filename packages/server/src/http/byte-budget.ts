/** How many bytes of requests may be in memory at once, over all requests. */
export class ByteBudget {
  #left: number;

  constructor(totalBytes: number) {
    this.#left = totalBytes;
  }

  /** Takes bytes, or says false when there are not that many left. */
  take(sizeBytes: number): boolean {
    if (sizeBytes > this.#left) return false;
    this.#left -= sizeBytes;
    return true;
  }

  giveBack(sizeBytes: number): void {
    this.#left += sizeBytes;
  }
}
