/** Counts durations in buckets 2 % wide: quantiles of any number of calls in bounded memory. */
export class DurationHistogram {
  readonly #buckets = new Map<number, number>();
  #count = 0;
  #totalMs = 0;
  #maxMs = 0;

  get totalMs(): number {
    return this.#totalMs;
  }

  get maxMs(): number {
    return this.#maxMs;
  }

  add(durationMs: number): void {
    const bucket = Math.round(Math.log(Math.max(durationMs, 1e-3)) / STEP);
    this.#buckets.set(bucket, (this.#buckets.get(bucket) ?? 0) + 1);
    this.#count++;
    this.#totalMs += durationMs;
    this.#maxMs = Math.max(this.#maxMs, durationMs);
  }

  /** @param share - 0.5 for the median */
  quantileMs(share: number): number {
    const rank = Math.ceil(this.#count * share);
    let seen = 0;
    for (const bucket of [...this.#buckets.keys()].sort((a, b) => a - b)) {
      seen += this.#buckets.get(bucket)!;
      if (seen >= rank) return Math.min(Math.exp(bucket * STEP), this.#maxMs);
    }
    return 0;
  }
}

const STEP = Math.log(1.02);
