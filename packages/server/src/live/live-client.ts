import type { LiveMessage } from '@heddle/model';

/** Text that may wait for one client, in UTF-16 units. An event can be large, so counting messages is not enough. */
const MAX_QUEUED_LENGTH = 8 * 1024 * 1024;

/** What one client of `/api/live` wants to hear. */
export interface LiveFilter {
  readonly project: string;
  readonly sessionId?: string;
  readonly traceId?: string;
}

/**
 * One client's end of the live push: a bounded queue in front of a stream. A client that reads too slowly loses
 * messages, is told how many, and then goes on; nobody else waits for it.
 */
export class LiveClient {
  readonly filter: LiveFilter;
  readonly stream: ReadableStream<Uint8Array>;
  readonly #maxMessages: number;
  readonly #encoder = new TextEncoder();
  #queue: string[] = [];
  #queuedLength = 0;
  #missed = 0;
  #ended = false;
  #controller: ReadableStreamDefaultController<Uint8Array> | undefined;
  /** Set while the stream has room and the queue is empty. */
  #wanted: (() => void) | undefined;

  /** @param onGone - called once when the client has left */
  constructor(filter: LiveFilter, maxMessages: number, onGone: (client: LiveClient) => void) {
    this.filter = filter;
    this.#maxMessages = maxMessages;
    this.stream = new ReadableStream<Uint8Array>(
      {
        start: (controller) => {
          this.#controller = controller;
          // Something has to be sent at once, or the browser does not consider the stream open.
          controller.enqueue(this.#encoder.encode(': connected\n\n'));
        },
        pull: () => this.#pull(),
        cancel: () => {
          this.#ended = true;
          this.#queue = [];
          onGone(this);
        },
      },
      { highWaterMark: 1 },
    );
  }

  /** Queues one encoded message. */
  send(message: string): void {
    if (this.#ended) return;
    if (this.#queue.length >= this.#maxMessages || this.#queuedLength > MAX_QUEUED_LENGTH) {
      this.#missed++;
      return;
    }
    // The notice stands where the gap is: after what was queued before it, ahead of what comes after it.
    if (this.#missed > 0) {
      this.#queue.push(encodeLiveMessage({ kind: 'lagged', missed: this.#missed }));
      this.#missed = 0;
    }
    this.#queue.push(message);
    this.#queuedLength += message.length;
    this.#wake();
  }

  /** Shows a quiet connection to be alive; a busy one shows it anyway. */
  heartbeat(): void {
    if (this.#ended || this.#queue.length > 0) return;
    this.#queue.push(': heartbeat\n\n');
    this.#wake();
  }

  /** Sends what is queued, then ends the stream. */
  end(): void {
    if (this.#ended) return;
    this.#ended = true;
    this.#wake();
    this.#flush();
    this.#controller?.close();
  }

  async #pull(): Promise<void> {
    if (this.#queue.length === 0 && this.#missed === 0 && !this.#ended) {
      await new Promise<void>((resolve) => (this.#wanted = resolve));
    }
    if (!this.#ended) this.#flush();
  }

  /** Everything that waits goes out as one chunk: fewer writes when there is much. */
  #flush(): void {
    if (this.#missed > 0) {
      this.#queue.push(encodeLiveMessage({ kind: 'lagged', missed: this.#missed }));
      this.#missed = 0;
    }
    if (this.#queue.length === 0) return;
    this.#controller?.enqueue(this.#encoder.encode(this.#queue.join('')));
    this.#queue = [];
    this.#queuedLength = 0;
  }

  #wake(): void {
    this.#wanted?.();
    this.#wanted = undefined;
  }
}

/** One server-sent event: its `event` field is the kind, its data the message as JSON, which has no line breaks. */
export function encodeLiveMessage(message: LiveMessage): string {
  return `event: ${message.kind}\ndata: ${JSON.stringify(message)}\n\n`;
}
