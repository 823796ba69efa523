import type { Artifact } from '@heddle/model';
import { stoppedOutcome, type CallOutcome, type StopStatus } from './call-outcome.js';

/** What belongs to a call while it runs. Its abort signal is made when a plugin asks for it: most never do. */
export class RunningCall {
  readonly callId: string;
  readonly artifacts: Artifact[] = [];
  #stopped: StopStatus | undefined;
  #controller: AbortController | undefined;
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
