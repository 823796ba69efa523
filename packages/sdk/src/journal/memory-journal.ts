import type { HeddleEvent } from '@heddle/model';
import type { Journal, JournalStore } from './journal.js';

/** Journals that live as long as the process. For tests, and for hosts without a file system. */
export function createMemoryJournals(): JournalStore {
  const journals = new Map<string, HeddleEvent[]>();
  return {
    open(sessionId) {
      const events = journals.get(sessionId) ?? [];
      journals.set(sessionId, events);
      return memoryJournal(events);
    },
    async list() {
      return [...journals.keys()];
    },
  };
}

function memoryJournal(events: HeddleEvent[]): Journal {
  return {
    append: (event) => void events.push(event),
    async *read({ afterSequence = 0 } = {}) {
      for (const event of events) if (event.sequence > afterSequence) yield event;
    },
    close: async () => {},
  };
}
