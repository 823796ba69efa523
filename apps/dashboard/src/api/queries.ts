import type { HeddleEvent, SessionEvents, TraceView } from '@heddle/model';
import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query';
import { ApiFailure, getJson } from './client.js';
import { sessionEventsSchema, sessionListSchema, sessionViewSchema, traceViewSchema } from './schemas.js';

const EVENT_PAGE = 1_000;
/** Spans of one answer. The server gives at most this many. */
export const SPAN_PAGE = 1_000;

/** The newest sessions, page by page. */
export function sessionListQuery() {
  return infiniteQueryOptions({
    queryKey: ['sessions'],
    queryFn: ({ pageParam, signal }) => getJson(`/api/sessions?limit=100${cursorParameter(pageParam)}`, sessionListSchema, signal),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (last) => last.nextCursor,
    refetchInterval: 5_000,
  });
}

export function sessionViewQuery(sessionId: string) {
  return queryOptions({
    queryKey: ['session', sessionId],
    queryFn: ({ signal }) => getJson(`/api/sessions/${encodeURIComponent(sessionId)}`, sessionViewSchema, signal),
    // Totals follow the last span by a moment: they are asked for until they stand still.
    refetchInterval: ({ state }) => (state.data?.session.settling ? 1_000 : false),
  });
}

export const sessionEventsKey = (sessionId: string) => ['session-events', sessionId] as const;

/** All events of a session. Asking again asks only for those after the last one known. */
export function sessionEventsQuery(sessionId: string) {
  return queryOptions({
    queryKey: sessionEventsKey(sessionId),
    queryFn: async ({ client, signal, queryKey }): Promise<readonly HeddleEvent[]> => {
      const known = client.getQueryData<readonly HeddleEvent[]>(queryKey) ?? [];
      return mergeEvents(known, await readEventsAfter(sessionId, contiguousUpTo(known), signal));
    },
  });
}

/** Reads every event after a sequence, page by page. */
async function readEventsAfter(sessionId: string, after: number, signal: AbortSignal): Promise<readonly HeddleEvent[]> {
  const events: HeddleEvent[] = [];
  for (let cursor: string | undefined = String(after); cursor !== undefined;) {
    const page: SessionEvents = await getJson(
      `/api/sessions/${encodeURIComponent(sessionId)}/events?after=${encodeURIComponent(cursor)}&limit=${EVENT_PAGE}`, sessionEventsSchema, signal,
    );
    events.push(...page.events);
    if (page.nextCursor === cursor) break; // a cursor that does not move would be asked for ever
    cursor = page.nextCursor;
  }
  return events;
}

/** The last sequence up to which nothing is missing: what came live may have left a gap. */
export function contiguousUpTo(events: readonly HeddleEvent[]): number {
  let last = 0;
  for (const event of events) {
    if (event.sequence !== last + 1) break;
    last = event.sequence;
  }
  return last;
}

/** Both lists as one, in order of sequence, each event once. */
export function mergeEvents(known: readonly HeddleEvent[], more: readonly HeddleEvent[]): readonly HeddleEvent[] {
  if (more.length === 0) return known;
  const last = known.at(-1)?.sequence ?? 0;
  if (more.every((event, index) => event.sequence > (index === 0 ? last : more[index - 1]!.sequence))) return [...known, ...more];
  const bySequence = new Map<number, HeddleEvent>();
  for (const event of [...known, ...more]) bySequence.set(event.sequence, event);
  return [...bySequence.values()].sort((one, other) => one.sequence - other.sequence);
}

export const traceKey = (traceId: string) => ['trace', traceId] as const;

/** A trace, a window of spans at a time: a large one is never read as a whole. */
export function traceQuery(traceId: string) {
  return infiniteQueryOptions({
    queryKey: traceKey(traceId),
    queryFn: ({ pageParam, signal }): Promise<TraceView> =>
      getJson(`/api/traces/${encodeURIComponent(traceId)}?limit=${SPAN_PAGE}${cursorParameter(pageParam)}`, traceViewSchema, signal),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (last) => last.nextCursor,
  });
}

/** An answer that says no will say no again; only a server that is away is worth asking again. */
export function worthRetrying(failures: number, error: Error): boolean {
  const refused = error instanceof ApiFailure && error.status >= 400 && error.status < 500;
  return !refused && failures < 3;
}

function cursorParameter(cursor: string | undefined): string {
  return cursor === undefined ? '' : `&cursor=${encodeURIComponent(cursor)}`;
}
