/** Bodies that are shorter never wait. */
const SHORT_BYTES = 64 * 1024;
const MOST_BYTES = 32 * 1024 * 1024;
const PATIENCE_MS = 1_000;

interface Waiting {
  readonly bytes: number;
  readonly enter: () => void;
}

/**
 * Has long bodies wait in their connections until those that came before are done with. To read them all at once would not have them stored any
 * sooner: with 64 connections and bodies of 2 MB a tenth of all memory was bodies that waited for the one at work.
 */
export class ReadAhead {
  readonly #mostBytes: number;
  readonly #patienceMs: number;
  #entered = 0;
  #waiting: readonly Waiting[] = [];

  /**
   * @param mostBytes - bytes of bodies that are read or waited for at once. Default: 32 MiB
   * @param patienceMs - who sends slowly does not keep the others for longer. Default: 1,000
   */
  constructor(mostBytes = MOST_BYTES, patienceMs = PATIENCE_MS) {
    this.#mostBytes = mostBytes;
    this.#patienceMs = patienceMs;
  }

  /**
   * Waits until the body may be read.
   *
   * @param bytes - as many as the sender says it has
   * @returns what says that it is done with; calling it again does nothing
   */
  async enter(bytes: number): Promise<() => void> {
    // Nobody said how long it is, or it is nothing to wait for.
    if (!(bytes >= SHORT_BYTES)) return () => undefined;
    if (this.#waiting.length === 0 && this.#hasRoomFor(bytes)) this.#entered += bytes;
    else await this.#turnOf(bytes);
    let entered = true;
    return () => {
      if (!entered) return;
      entered = false;
      this.#entered -= bytes;
      this.#letIn();
    };
  }

  #turnOf(bytes: number): Promise<void> {
    return new Promise((resolve) => {
      const waiting: Waiting = {
        bytes,
        enter: () => {
          clearTimeout(timer);
          this.#waiting = this.#waiting.filter((other) => other !== waiting);
          this.#entered += bytes;
          resolve();
        },
      };
      const timer = setTimeout(waiting.enter, this.#patienceMs);
      this.#waiting = [...this.#waiting, waiting];
    });
  }

  #letIn(): void {
    for (const { bytes, enter } of this.#waiting) {
      if (!this.#hasRoomFor(bytes)) return;
      enter();
    }
  }

  #hasRoomFor(bytes: number): boolean {
    return this.#entered === 0 || this.#entered + bytes <= this.#mostBytes;
  }
}
