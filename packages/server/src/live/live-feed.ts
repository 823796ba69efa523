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
  readonly #clients = new Set<LiveClient>();
  readonly #options: LiveFeedOptions;
  readonly #unsubscribe: () => void;
  readonly #heartbeat: NodeJS.Timeout;
  #closed = false;

  constructor(store: Pick<Store, 'subscribe'>, options: LiveFeedOptions) {
    this.#options = options;
    this.#unsubscribe = store.subscribe((written) => this.#publish(written));
    this.#heartbeat = setInterval(() => {
      for (const client of this.#clients) client.heartbeat();
    }, options.heartbeatMs).unref();
  }

  /** A stream of server-sent events from now on; `undefined` when there are too many clients, or the feed is closed. */
  connect(filter: LiveFilter): ReadableStream<Uint8Array> | undefined {
    if (this.#closed || this.#clients.size >= this.#options.maxClients) return undefined;
    const client = new LiveClient(filter, this.#options.maxMessages, (gone) => this.#clients.delete(gone));
    this.#clients.add(client);
    return client.stream;
  }

  /** Ends every stream. */
  close(): void {
    this.#closed = true;
    this.#unsubscribe();
    clearInterval(this.#heartbeat);
    for (const client of this.#clients) client.end();
    this.#clients.clear();
  }

  #publish(written: Written): void {
    if (this.#clients.size === 0) return;
    for (const message of liveMessages(written)) {
      let encoded: string | undefined; // once for all clients, and not at all when nobody wants it
      for (const client of this.#clients) {
        if (client.filter.project === written.project && matches(client.filter, message)) {
          client.send((encoded ??= encodeLiveMessage(message)));
        }
      }
    }
  }
}

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

function matches(filter: LiveFilter, message: Exclude<LiveMessage, { kind: 'lagged' }>): boolean {
  const { sessionId, traceId } = message.kind === 'event' ? message.event : message;
  if (filter.sessionId !== undefined && filter.sessionId !== sessionId) return false;
  return filter.traceId === undefined || filter.traceId === traceId;
}
