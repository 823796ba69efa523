import type { Artifact, HeddleEvent, JsonValue } from '@heddle/model';
import type { ArtifactSink } from '../artifact-sink.js';
import type { EventHandler } from '../handlers/handler.js';
import type { JournalStore } from '../journal/journal.js';
import { backOffMs } from './back-off.js';
import { encodeEventLogs } from './event-log.js';
import type { HeddleClient } from './heddle-client.js';

export interface ForwarderOptions {
  readonly client: HeddleClient;
  readonly journals: JournalStore;
  readonly artifacts: ArtifactSink;
  readonly resource: Readonly<Record<string, JsonValue>>;
  /** How long an event waits for others; default 100 ms. */
  readonly delayMs?: number;
  /** Most events kept in memory for all sessions together; default 20,000. What is beyond is read from the journal. */
  readonly memoryLimit?: number;
  /** Told once when the server cannot be reached, and once for every event it will never take. */
  readonly warn?: (message: string) => void;
}

const BATCH_SIZE = 500;

/** Where forwarding of one session stands. */
interface Progress {
  /** Last sequence the server has taken. */
  taken: number;
  pending: HeddleEvent[];
  /** True when memory was short: the next events are read from the journal. */
  behind: boolean;
}

/**
 * Forwards events, and the artifacts they name, to Heddle's server. The journal is the queue: what does not fit in
 * memory, or could not be sent, is read from there.
 */
export class EventForwarder implements EventHandler {
  readonly name = 'heddle server';
  readonly #options: ForwarderOptions;
  readonly #sessions = new Map<string, Progress>();
  readonly #uploaded = new Set<string>();
  #inMemory = 0;
  #timer: NodeJS.Timeout | undefined;
  #sending: Promise<boolean> | undefined;
  #attempt = 0;
  #warned = false;

  constructor(options: ForwarderOptions) {
    this.#options = options;
  }

  handle(event: HeddleEvent): void {
    const progress = this.#progress(event.sessionId, event.sequence - 1);
    if (!progress.behind && this.#inMemory < (this.#options.memoryLimit ?? 20_000)) {
      progress.pending.push(event);
      this.#inMemory++;
    } else {
      progress.behind = true;
    }
    this.#schedule(this.#options.delayMs ?? 100);
  }

  /** Events were lost on the way here; the journal has them. */
  lost(): void {
    for (const progress of this.#sessions.values()) progress.behind = true;
  }

  /** Sends a session's events from the journal that come after `taken`. */
  resend(sessionId: string, taken: number): void {
    this.#progress(sessionId, taken).behind = true;
    this.#schedule(0);
  }

  /**
   * Sends what waits.
   *
   * @returns false when the server could not be reached in `tries` tries; the journal keeps what is missing
   */
  async flush(tries = 3): Promise<boolean> {
    for (let attempt = 0; attempt < tries; attempt++) {
      clearTimeout(this.#timer);
      this.#timer = undefined;
      if (await this.#start()) {
        if (!this.#hasWork()) return true;
        attempt = -1;
      }
    }
    return !this.#hasWork();
  }

  close(): void {
    clearTimeout(this.#timer);
  }

  #progress(sessionId: string, taken: number): Progress {
    let progress = this.#sessions.get(sessionId);
    if (!progress) this.#sessions.set(sessionId, (progress = { taken, pending: [], behind: false }));
    return progress;
  }

  #hasWork(): boolean {
    for (const progress of this.#sessions.values()) if (progress.behind || progress.pending.length > 0) return true;
    return false;
  }

  #schedule(delayMs: number): void {
    if (this.#sending || this.#timer) return;
    this.#timer = setTimeout(() => {
      this.#timer = undefined;
      void this.#start();
    }, delayMs);
    this.#timer.unref();
  }

  /** One pass over all sessions at a time. @returns true when everything went through */
  #start(): Promise<boolean> {
    this.#sending ??= this.#sendAll().then((sent) => {
      this.#sending = undefined;
      this.#attempt = sent ? 0 : this.#attempt + 1;
      if (this.#hasWork()) this.#schedule(sent ? 0 : backOffMs(this.#attempt));
      return sent;
    });
    return this.#sending;
  }

  async #sendAll(): Promise<boolean> {
    for (const [sessionId, progress] of this.#sessions) {
      while (progress.pending.length > 0 || progress.behind) {
        const batch = await this.#nextBatch(sessionId, progress);
        if (batch.length === 0) break;
        if (!(await this.#sendBatch(batch))) return false;
        progress.taken = batch.at(-1)!.sequence;
      }
    }
    return true;
  }

  async #nextBatch(sessionId: string, progress: Progress): Promise<readonly HeddleEvent[]> {
    const first = progress.pending[0];
    if (first && first.sequence <= progress.taken + 1) {
      const batch = progress.pending.splice(0, BATCH_SIZE);
      this.#inMemory -= batch.length;
      return batch.filter((event) => event.sequence > progress.taken);
    }
    // A gap before what is in memory, or nothing in memory: the journal has it.
    this.#inMemory -= progress.pending.length;
    progress.pending = [];
    const batch: HeddleEvent[] = [];
    for await (const event of this.#options.journals.open(sessionId).read({ afterSequence: progress.taken })) {
      batch.push(event);
      if (batch.length === BATCH_SIZE) break;
    }
    progress.behind = batch.length === BATCH_SIZE;
    return batch;
  }

  async #sendBatch(batch: readonly HeddleEvent[]): Promise<boolean> {
    for (const artifact of batch.flatMap(artifactsOf)) if (!(await this.#upload(artifact))) return this.#failed(batch);
    const body = encodeEventLogs(batch, this.#options.resource);
    const delivery = await this.#options.client.send('POST', '/v1/logs', 'application/json', body);
    if (delivery.kind === 'later') {
      this.#warnOnce(`Events wait in the journal: ${delivery.problem}.`);
      return this.#failed(batch);
    }
    if (delivery.kind === 'refused') this.#options.warn?.(`${batch.length} events were not taken: ${delivery.problem}`);
    return true;
  }

  /** What could not be sent is read from the journal at the next try. */
  #failed(batch: readonly HeddleEvent[]): false {
    const progress = this.#sessions.get(batch[0]!.sessionId)!;
    this.#inMemory -= progress.pending.length;
    progress.pending = [];
    progress.behind = true;
    return false;
  }

  async #upload(artifact: Artifact): Promise<boolean> {
    if (this.#uploaded.has(artifact.sha256)) return true;
    const bytes = await this.#options.artifacts.get(artifact.sha256);
    if (!bytes) return true;
    const delivery = await this.#options.client.send('PUT', `/api/artifacts/${artifact.sha256}`, artifact.mimeType, bytes, {
      'x-heddle-artifact-name': encodeURIComponent(artifact.name),
    });
    if (delivery.kind === 'later') {
      this.#warnOnce(`Artifacts wait: ${delivery.problem}.`);
      return false;
    }
    if (delivery.kind === 'refused') this.#options.warn?.(`The artifact ${artifact.name} was not taken: ${delivery.problem}`);
    this.#uploaded.add(artifact.sha256);
    return true;
  }

  #warnOnce(message: string): void {
    if (this.#warned) return;
    this.#warned = true;
    this.#options.warn?.(message);
  }
}

function artifactsOf(event: HeddleEvent): readonly Artifact[] {
  if (event.type === 'round-start') return event.files;
  if (event.type === 'cell-end' || event.type === 'call-end') return event.artifacts;
  return [];
}
