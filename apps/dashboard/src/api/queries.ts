import type { HeddleEvent, Message, SessionEvents, SessionView, SpanRecord, TraceView } from '@heddle/model';
import { infiniteQueryOptions, keepPreviousData, queryOptions } from '@tanstack/react-query';
import { ApiFailure, api, checked } from './client.js';
import { sessionEventsSchema, sessionListSchema, sessionViewSchema, spanListSchema, traceViewSchema } from './schemas.js';

const EVENT_PAGE = 1_000;
/** Turns that a page shows at first, and with each step further: drawing a thousand of them takes ten seconds. */
export const TRACE_PAGE = 100;
/** Spans of one answer. The server gives at most this many. */
export const SPAN_PAGE = 1_000;

/** The newest sessions, page by page. */
export function sessionListQuery() {
  return infiniteQueryOptions({
    queryKey: ['sessions'],
    queryFn: ({ pageParam, signal }) => checked(api.GET('/sessions', { params: { query: { limit: 100, cursor: pageParam } }, signal }), sessionListSchema),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (last) => last.nextCursor,
    refetchInterval: 5_000,
  });
}

/** Sessions whose title has this text, among all there are. @param title - trimmed; one letter is not looked for */
export function sessionsTitledQuery(title: string) {
  return queryOptions({
    queryKey: ['sessions', 'titled', title],
    enabled: title.length > 1,
    queryFn: ({ signal }) => checked(api.GET('/sessions', { params: { query: { limit: 100, title } }, signal }), sessionListSchema),
    // What was found stays in view while the next letter is looked for.
    placeholderData: keepPreviousData,
  });
}

export function sessionViewQuery(sessionId: string) {
  return queryOptions({
    queryKey: ['session', sessionId],
    queryFn: ({ signal }) => readSession(sessionId, undefined, signal),
    // Totals follow the last span by a moment: they are asked for until they stand still.
    refetchInterval: ({ state }) => (state.data?.session.settling ? 1_000 : false),
  });
}

/** The traces of a session after its first page; read again with it. @param cursor - where the first page ended */
export function moreTracesQuery(sessionId: string, cursor: string, enabled: boolean) {
  return infiniteQueryOptions({
    queryKey: ['session', sessionId, 'traces', cursor],
    enabled,
    queryFn: ({ pageParam, signal }) => readSession(sessionId, pageParam, signal),
    initialPageParam: cursor,
    getNextPageParam: (last) => last.nextCursor,
  });
}

function readSession(sessionId: string, cursor: string | undefined, signal: AbortSignal): Promise<SessionView> {
  return checked(api.GET('/sessions/{sessionId}', { params: { path: { sessionId }, query: { limit: TRACE_PAGE, cursor } }, signal }), sessionViewSchema);
}

export const sessionEventsKey = (sessionId: string) => ['session-events', sessionId] as const;

/** All events of a session, requests to models in short. Asking again asks only for those after the last one known. */
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
  for (let last = after; ;) {
    const page = await readEvents(sessionId, { after: last, limit: EVENT_PAGE, content: 'short' }, signal);
    events.push(...page.events);
    const next = Number(page.nextCursor);
    if (!(next > last)) break; // a cursor that does not move would be asked for ever
    last = next;
  }
  return events;
}

interface EventsQuery {
  readonly after: number;
  readonly limit: number;
  readonly content: 'whole' | 'short';
}

function readEvents(sessionId: string, query: EventsQuery, signal: AbortSignal): Promise<SessionEvents> {
  return checked(api.GET('/sessions/{sessionId}/events', { params: { path: { sessionId }, query }, signal }), sessionEventsSchema);
}

/** All messages of a request to a model. @param sequence - of its event */
export function wholeMessagesQuery(sessionId: string, sequence: number) {
  return queryOptions({
    queryKey: ['messages', sessionId, sequence],
    // What was said once stays as it is.
    staleTime: Infinity,
    queryFn: async ({ signal }): Promise<readonly Message[]> => {
      const { events: [event] } = await readEvents(sessionId, { after: sequence - 1, limit: 1, content: 'whole' }, signal);
      if (event?.type !== 'model-call-request' || event.sequence !== sequence) throw new Error('the call is no longer there.');
      return event.messages;
    },
  });
}

/** Messages that a request keeps while a page is kept up to date: each has the conversation so far, and all of them are kept. */
const LIVE_MESSAGES = 4;

/** An event as the queries of a session would give it, about. */
export function inShort(event: HeddleEvent): HeddleEvent {
  if (event.type !== 'model-call-request') return event;
  const { tools: _, ...request } = event;
  return { ...request, messages: event.messages.slice(-LIVE_MESSAGES) };
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

/** A trace, a window of spans at a time: a large one is never read as a whole. What is long of a span is read when the span is selected. */
export function traceQuery(traceId: string) {
  return infiniteQueryOptions({
    queryKey: traceKey(traceId),
    queryFn: ({ pageParam, signal }): Promise<TraceView> =>
      checked(api.GET('/traces/{traceId}', { params: { path: { traceId }, query: { limit: SPAN_PAGE, cursor: pageParam, content: 'short' } }, signal }), traceViewSchema),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (last) => last.nextCursor,
  });
}

/** One span with all that it says. @param span - as the trace gave it: what changes in it since is read again */
export function wholeSpanQuery(span: SpanRecord | undefined) {
  return queryOptions({
    queryKey: ['span', span?.traceId, span?.spanId, span?.status, span?.endTimeUnixNano],
    enabled: span !== undefined,
    queryFn: async ({ signal }): Promise<SpanRecord> => {
      const query = { traceId: span!.traceId, spanId: span!.spanId, limit: 1 };
      const { spans } = await checked(api.GET('/spans', { params: { query }, signal }), spanListSchema);
      const [whole] = spans;
      if (!whole) throw new Error('the span is no longer there.');
      // Where it stands in its trace was said by the trace.
      const { depth, childCount, descendantCount, descendantErrors, sessionId, userId, agentName, usageCounted, duplicateOf } = span!;
      return { ...whole, depth, childCount, descendantCount, descendantErrors, sessionId, userId, agentName, usageCounted, duplicateOf };
    },
  });
}

/** An answer that says no will say no again; only a server that is away is worth asking again. */
export function worthRetrying(failures: number, error: Error): boolean {
  const refused = error instanceof ApiFailure && error.status >= 400 && error.status < 500;
  return !refused && failures < 3;
}
