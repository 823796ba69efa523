import { setImmediate } from 'node:timers/promises';

/** How long one job may work before the others get a turn. Several kinds of job may have their turn between two looks at the network. */
const TURN_MS = 2;

/**
 * Runs decoders, encoders and decompressors in turns: one at a time, a few milliseconds each, the event loop free in between.
 * So neither one large body nor many small ones that come at once keep the server from answering.
 */
export class Turns {
  readonly #waiting: Job[] = [];
  readonly #now: () => number;
  #running = false;

  /** @param now - milliseconds; only differences are used */
  constructor(now: () => number = () => performance.now()) {
    this.#now = now;
  }

  /** @returns what the job returns; rejects with what it throws */
  run<Result>(job: Generator<void, Result, void>): Promise<Result> {
    return new Promise((resolve, reject) => {
      this.#waiting.push({
        step: () => {
          const { done, value } = job.next();
          if (done === true) resolve(value as Result);
          return done === true;
        },
        fail: reject,
      });
      if (!this.#running) void this.#takeTurns();
    });
  }

  async #takeTurns(): Promise<void> {
    this.#running = true;
    for (let job = this.#waiting.shift(); job !== undefined; job = this.#waiting.shift()) {
      if (!this.#turn(job)) this.#waiting.push(job);
      await setImmediate();
    }
    this.#running = false;
  }

  /** True when the job is done with. */
  #turn(job: Job): boolean {
    const end = this.#now() + TURN_MS;
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
  /** Does a small piece; true when there are no more. */
  readonly step: () => boolean;
  readonly fail: (error: unknown) => void;
}
