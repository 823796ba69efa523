import { setImmediate } from 'node:timers/promises';

/** How long jobs may work before the event loop gets its turn. Several kinds of job may have theirs between two looks at the network. */
const TURN_MS = 2;
/** How long one job may work, over several turns, before the others get theirs. */
const PATIENCE_MS = 20;

/**
 * Runs decoders, encoders and decompressors in turns, the event loop free in between. So neither one large body nor many small ones
 * that come at once keep the server from answering. Small jobs run to their end one after the other: side by side, all that they
 * make would be in memory at once, which costs more than it helps.
 */
export class Turns {
  /** Jobs that go on with what others made, then those that have yet to begin. */
  readonly #next: Job[] = [];
  readonly #waiting: Job[] = [];
  readonly #now: () => number;
  #running = false;

  /** @param now - milliseconds; only differences are used */
  constructor(now: () => number = () => performance.now()) {
    this.#now = now;
  }

  /**
   * @param options.next - true for a job that goes on with what another one made: it goes before those that have yet to begin. Default: false
   * @returns what the job returns; rejects with what it throws
   */
  run<Result>(job: Generator<void, Result, void>, { next = false }: { readonly next?: boolean } = {}): Promise<Result> {
    return new Promise((resolve, reject) => {
      const waiting: Job = {
        workedMs: 0,
        step: () => {
          const { done, value } = job.next();
          if (done === true) resolve(value as Result);
          return done === true;
        },
        fail: reject,
      };
      (next ? this.#next : this.#waiting).push(waiting);
      if (!this.#running) void this.#takeTurns();
    });
  }

  async #takeTurns(): Promise<void> {
    this.#running = true;
    while (this.#next.length + this.#waiting.length > 0) {
      await this.#turn();
      await setImmediate();
    }
    this.#running = false;
  }

  async #turn(): Promise<void> {
    let now = this.#now();
    for (const end = now + TURN_MS; now < end;) {
      const job = this.#next.shift() ?? this.#waiting.shift();
      if (!job) return;
      const done = this.#work(job, end);
      const began = now;
      now = this.#now();
      job.workedMs += now - began;
      if (done) {
        // Whoever waited for it may have more of it to be done.
        await new Promise((resolve) => process.nextTick(resolve));
        continue;
      }
      if (job.workedMs < PATIENCE_MS) {
        this.#next.unshift(job);
      } else {
        job.workedMs = 0;
        this.#waiting.push(job);
      }
    }
  }

  /** True when the job is done with. */
  #work(job: Job, end: number): boolean {
    try {
      do {
        if (job.step()) return true;
      } while (this.#now() < end);
      return false;
    } catch (error) {
      job.fail(error);
      return true;
    }
  }
}

interface Job {
  workedMs: number;
  /** Does a small piece; true when there are no more. */
  readonly step: () => boolean;
  readonly fail: (error: unknown) => void;
}
