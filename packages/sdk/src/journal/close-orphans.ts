import { createId, type HeddleEvent } from '@heddle/model';
import { recordedSpan } from '../encoding/recorded-span.js';
import { sessionFacts } from '../encoding/spans-of-events.js';
import type { Tracing } from '../tracing.js';
import type { Journal } from './journal.js';
import { orphanEnds } from './orphan-ends.js';

export interface CloseOrphansOptions {
  /** Where the spans that a crash left open go, now ended. */
  readonly recorded: Pick<Tracing, 'resource' | 'exportSpan'>;
  /** Told of each event that is written, such as `EventBus.publish`. Default: nobody. */
  readonly publish?: (event: HeddleEvent) => void;
}

/**
 * Closes what a crash left open in a session: writes the missing ends to its journal, with reason `host-crash`, and
 * exports the spans they end. Only for a session that no living process has; closing twice changes nothing.
 *
 * @returns how many ends were missing
 */
export async function closeOrphans(journal: Journal, { recorded, publish = () => {} }: CloseOrphansOptions): Promise<number> {
  const events: HeddleEvent[] = [];
  for await (const event of journal.read()) events.push(event);
  const [first, last] = [events[0], events.at(-1)];
  if (!first || !last) return 0;
  const session = sessionFacts(first);
  const ends = orphanEnds(events);
  let { sequence } = last;
  for (const { start, payload } of ends) {
    const { sessionId, roundId, postId, traceId, spanId, parentSpanId } = start;
    const event: HeddleEvent = {
      eventId: createId('event', Math.floor(Number(BigInt(last.timeUnixNano) / 1_000_000n))),
      sequence: ++sequence,
      timeUnixNano: last.timeUnixNano,
      sessionId,
      ...(roundId !== undefined && { roundId }),
      ...(postId !== undefined && { postId }),
      ...(spanId !== undefined && { traceId, spanId, parentSpanId }),
      ...payload,
    };
    journal.append(event);
    publish(event);
    const span = spanId === undefined ? undefined : recordedSpan(start, event, session, recorded.resource);
    if (span) recorded.exportSpan(span);
  }
  return ends.length;
}
