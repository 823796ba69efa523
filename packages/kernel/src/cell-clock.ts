/** A time limit that can be held: waiting for a person does not use it up. */
export class CellClock {
  readonly #expired: () => void;
  #leftMs: number;
  #startedMs = 0;
  #timer: NodeJS.Timeout | undefined;
  #holds = 0;
  #stopped = false;

  constructor(limitMs: number, expired: () => void) {
    this.#expired = expired;
    this.#leftMs = limitMs;
    this.#start();
  }

  /** Stops the clock until what is returned is called; holds add up. */
  hold(): () => void {
    if (this.#holds++ === 0) this.#pause();
    let held = true;
    return () => {
      if (!held) return;
      held = false;
      if (--this.#holds === 0) this.#start();
    };
  }

  stop(): void {
    this.#stopped = true;
    clearTimeout(this.#timer);
  }

  #start(): void {
    if (this.#stopped) return;
    this.#startedMs = performance.now();
    this.#timer = setTimeout(this.#expired, this.#leftMs);
  }

  #pause(): void {
    clearTimeout(this.#timer);
    this.#leftMs -= performance.now() - this.#startedMs;
  }
}
