import type { Store, Written } from '@heddle/store';
import type { LiveMessage, TraceId } from '@heddle/model';
import { LiveClient, type LiveFilter, encodeLiveMessage } from './live-client.js';

export interface LiveFeedOptions {
  readonly maxClients: number;
  readonly maxMessages: number;
  readonly heartbeatMs: number;
}

/** Carries what the store wrote to the clients that listen. Lives as long as the server. */
export class LiveFeed {
  /** Each with whether it may still listen. */
  readonly #clients = new Map<LiveClient, () => boolean>();
  /** Which session a trace was heard to be of, by its id and project: most senders name it on some of its spans only. */
  readonly #sessionOf = new Map<string, string>();
  readonly #options: LiveFeedOptions;
  readonly #unsubscribe: () => void;
  readonly #heartbeat: NodeJS.Timeout;
  #closed = false;

  constructor(store: Pick<Store, 'subscribe'>, options: LiveFeedOptions) {
    this.#options = options;
    this.#unsubscribe = store.subscribe((written) => this.#publish(written));
    this.#heartbeat = setInterval(() => {
      this.#endRefused();
      for (const client of this.#clients.keys()) client.heartbeat();
    }, options.heartbeatMs).unref();
  }

  /**
   * A stream of server-sent events from now on; `undefined` when there are too many clients, or the feed is closed.
   *
   * @param isAllowed - false ends it: the key that opened it may be revoked, or expire
   */
  connect(filter: LiveFilter, isAllowed: () => boolean): ReadableStream<Uint8Array> | undefined {
    if (this.#closed || this.#clients.size >= this.#options.maxClients) return undefined;
    const client = new LiveClient(filter, this.#options.maxMessages, (gone) => this.#clients.delete(gone));
    this.#clients.set(client, isAllowed);
    return client.stream;
  }

  /** Ends every stream. */
  close(): void {
    this.#closed = true;
    this.#unsubscribe();
    clearInterval(this.#heartbeat);
    for (const client of this.#clients.keys()) client.end();
    this.#clients.clear();
  }

  #publish(written: Written): void {
    this.#rememberSessions(written);
    if (this.#clients.size === 0) return;
    this.#endRefused();
    for (const message of liveMessages(written)) {
      let encoded: string | undefined; // once for all clients, and not at all when nobody wants it
      for (const client of this.#clients.keys()) {
        if (client.filter.project === written.project && matches(client.filter, message, this.#sessionOf)) {
          client.send((encoded ??= encodeLiveMessage(message)));
        }
      }
    }
  }

  #endRefused(): void {
    for (const [client, isAllowed] of this.#clients) {
      if (isAllowed()) continue;
      this.#clients.delete(client);
      client.end();
    }
  }

  #rememberSessions({ project, spans }: Written): void {
    for (const { traceId, sessionId } of spans) {
      const key = traceId + project;
      if (sessionId === null || this.#sessionOf.get(key) === sessionId) continue;
      this.#sessionOf.delete(key);
      this.#sessionOf.set(key, sessionId);
      if (this.#sessionOf.size > MAX_TRACES) this.#sessionOf.delete(this.#sessionOf.keys().next().value!);
    }
  }
}

/** Traces whose session is remembered. */
const MAX_TRACES = 10_000;

/** The messages that tell of one write: each event, and the spans together by trace. */
function liveMessages(written: Written): readonly Exclude<LiveMessage, { kind: 'lagged' }>[] {
  const spansOf = new Map<string, { traceId: TraceId; sessionId: string | null; spanIds: string[] }>();
  for (const { traceId, sessionId, spanId } of written.spans) {
    const key = `${traceId} ${sessionId ?? ''}`;
    const group = spansOf.get(key);
    if (group === undefined) spansOf.set(key, { traceId, sessionId, spanIds: [spanId] });
    else group.spanIds.push(spanId);
  }
  return [
    ...written.events.map((event) => ({ kind: 'event', event }) as const),
    ...[...spansOf.values()].map((group) => ({ kind: 'spans', ...group }) as const),
  ];
}

function matches(filter: LiveFilter, message: Exclude<LiveMessage, { kind: 'lagged' }>, sessionOf: ReadonlyMap<string, string>): boolean {
  const { sessionId, traceId } = message.kind === 'event' ? message.event : message;
  if (filter.traceId !== undefined && filter.traceId !== traceId) return false;
  if (filter.sessionId === undefined) return true;
  // A trace that names no session is one by itself, called like the trace.
  return filter.sessionId === (sessionId ?? (traceId === undefined ? undefined : (sessionOf.get(traceId + filter.project) ?? traceId)));
}
