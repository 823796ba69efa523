import type { HeddleEvent } from '@heddle/model';

/**
 * A session's append-only record: written before anything else hears of an event, and never dropped.
 * Resume, replay, crash recovery and re-sending after an outage all read it.
 */
export interface Journal {
  /**
   * Writes one event. Synchronous: when it returns, the event survives the death of this process.
   *
   * @throws {SdkError} `JOURNAL_FAILED` when it cannot be written
   */
  append(event: HeddleEvent): void;
  /** The events from `afterSequence` + 1 on, in order. A line cut short by a crash ends the reading. */
  read(options?: { readonly afterSequence?: number }): AsyncIterable<HeddleEvent>;
  close(): Promise<void>;
}

/** Where journals are kept: one per session. */
export interface JournalStore {
  open(sessionId: string): Journal;
  /** Ids of the sessions that have a journal, oldest first. */
  list(): Promise<readonly string[]>;
}
