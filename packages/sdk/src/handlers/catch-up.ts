import type { Journal } from '../journal/journal.js';
import type { EventHandler } from './handler.js';

/**
 * A handler that first gets what the journal holds, then what happens; nothing twice, nothing out of order.
 * For one session: sequences of different sessions cannot be compared.
 */
export function catchUpFirst(handler: EventHandler, journal: Journal): EventHandler {
  let last = 0;
  let caughtUp: Promise<void> | undefined;
  const catchUp = async () => {
    for await (const event of journal.read()) {
      last = event.sequence;
      await handler.handle(event);
    }
  };
  return {
    name: handler.name,
    async handle(event) {
      await (caughtUp ??= catchUp());
      if (event.sequence <= last) return;
      last = event.sequence;
      await handler.handle(event);
    },
    ...(handler.lost && { lost: (count: number) => handler.lost!(count) }),
  };
}
