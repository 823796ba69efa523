import type { Artifact } from '@heddle/model';
import { CellClock } from '../cell-clock.js';
import { stoppedOutcome, type CallOutcome, type StopStatus } from './call-outcome.js';

/** What belongs to a call while it runs. Its abort signal is made when a plugin asks for it: most never do. */
export class RunningCall {
  readonly callId: string;
  readonly artifacts: Artifact[] = [];
  #stopped: StopStatus | undefined;
  #controller: AbortController | undefined;
  #clock: CellClock | undefined;
  #settle: ((outcome: CallOutcome) => void) | undefined;

  constructor(callId: string) {
    this.callId = callId;
  }

  /** Why nobody waits for it any more; `undefined` while somebody does. */
  get stopped(): StopStatus | undefined {
    return this.#stopped;
  }

  get signal(): AbortSignal {
    if (!this.#controller) {
      this.#controller = new AbortController();
      if (this.#stopped) this.#controller.abort(this.#stopped);
    }
    return this.#controller.signal;
  }

  /** Ends the call when it takes longer than this. */
  limit(timeMs: number): void {
    this.#clock = new CellClock(timeMs, () => this.stop('timeout'));
  }

  /** Stops the call's own time limit, if it has one, until what is returned is called. */
  holdLimit(): () => void {
    return this.#clock?.hold() ?? (() => {});
  }

  /** The call is over: its limit counts no more. */
  ended(): void {
    this.#clock?.stop();
  }

  /** Ends the call at once, whatever the plugin does. */
  stop(status: StopStatus): void {
    this.abort(status);
    this.#settle?.(stoppedOutcome(status));
  }

  /** Tells the plugin that nobody waits any more. */
  abort(status: StopStatus): void {
    this.#stopped ??= status;
    this.#controller?.abort(status);
  }

  /** The outcome of the work, or of being stopped, whichever comes first. */
  untilStopped(work: Promise<CallOutcome>): Promise<CallOutcome> {
    if (this.#stopped) return Promise.resolve(stoppedOutcome(this.#stopped));
    return new Promise((resolve) => {
      this.#settle = resolve;
      void work.then(resolve);
    });
  }
}
