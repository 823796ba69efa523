import { HEDDLE, STARTED } from '@heddle/model';
import type { Context } from '@opentelemetry/api';
import { context } from '@opentelemetry/api';
import { ExportResultCode, suppressTracing } from '@opentelemetry/core';
import type { ReadableSpan, Span, SpanExporter, SpanProcessor } from '@opentelemetry/sdk-trace-base';
import { backOffMs } from './back-off.js';
import { RefusedError } from './refused-error.js';

/** An exporter that never answers must not hold the queue for ever. */
const EXPORT_LIMIT_MS = 60_000;

export interface QueueingOptions {
  /** Most bytes of spans that wait, by estimate; default 32 MiB. */
  readonly maxBytes?: number;
  /** Most spans in one request; default 512. */
  readonly batchSize?: number;
  /** How long a span waits for others; default 100 ms. */
  readonly delayMs?: number;
  /** Export spans when they start as well. Only Heddle's own server understands those; default false. */
  readonly started?: boolean;
  /** Tries at one batch before it is given up; default 8. */
  readonly tries?: number;
  /** Told of every span that is given up: the queue was full, or the backend kept refusing. */
  readonly lost?: (spans: readonly ReadableSpan[], reason: string) => void;
}

/**
 * Hands spans to one exporter over its own queue, bounded by bytes. (The stock batch processor counts spans and drops
 * the burst above 2,048, whatever their size.) One request is under way at a time; a failed one is tried again.
 */
export class QueueingSpanProcessor implements SpanProcessor {
  readonly #exporter: SpanExporter;
  readonly #options: Required<QueueingOptions>;
  #waiting = new Map<string, { readonly span: ReadableSpan; readonly bytes: number }>();
  #bytes = 0;
  #timer: NodeJS.Timeout | undefined;
  #sending: Promise<void> | undefined;
  #hurry = false;
  #wake: (() => void) | undefined;
  #closed = false;

  constructor(exporter: SpanExporter, options: QueueingOptions = {}) {
    this.#exporter = exporter;
    this.#options = {
      maxBytes: options.maxBytes ?? 32 * 1024 * 1024,
      batchSize: options.batchSize ?? 512,
      delayMs: options.delayMs ?? 100,
      started: options.started ?? false,
      tries: options.tries ?? 8,
      lost: options.lost ?? (() => {}),
    };
  }

  onStart(span: Span, _parent: Context): void {
    if (this.#options.started) this.#push(startedSpan(span));
  }

  onEnd(span: ReadableSpan): void {
    // Spans that a crash left open come here too; only Heddle's server understands those.
    if (span.ended || this.#options.started) this.#push(span);
  }

  /** Sends what waits now. Resolves when it was sent or given up. */
  async forceFlush(): Promise<void> {
    this.#hurry = true;
    this.#wake?.();
    this.#schedule(0);
    while (this.#waiting.size > 0 || this.#sending) {
      this.#start();
      await this.#sending;
    }
    this.#hurry = false;
  }

  async shutdown(): Promise<void> {
    this.#closed = true;
    await this.forceFlush();
    await this.#exporter.shutdown();
  }

  #push(span: ReadableSpan): void {
    // A started span that was not sent yet gives way to its own end.
    const id = span.spanContext().spanId;
    const before = this.#waiting.get(id);
    const bytes = estimateBytes(span);
    if (this.#bytes + bytes - (before?.bytes ?? 0) > this.#options.maxBytes) {
      this.#options.lost([span], 'the queue is full');
      return;
    }
    this.#bytes += bytes - (before?.bytes ?? 0);
    this.#waiting.set(id, { span, bytes });
    this.#schedule(this.#waiting.size >= this.#options.batchSize ? 0 : this.#options.delayMs);
  }

  #schedule(delayMs: number): void {
    if (this.#sending || (this.#timer && delayMs > 0)) return;
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#start(), delayMs);
    this.#timer.unref();
  }

  #start(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    if (this.#sending || this.#waiting.size === 0) return;
    this.#sending = this.#sendAll().finally(() => (this.#sending = undefined));
  }

  async #sendAll(): Promise<void> {
    while (this.#waiting.size > 0) {
      const batch: ReadableSpan[] = [];
      for (const [id, { span, bytes }] of this.#waiting) {
        if (batch.length >= this.#options.batchSize) break;
        batch.push(span);
        this.#waiting.delete(id);
        this.#bytes -= bytes;
      }
      await this.#send(batch);
    }
  }

  async #send(batch: readonly ReadableSpan[]): Promise<void> {
    let problem = '';
    const tries = () => (this.#closed || this.#hurry ? Math.min(3, this.#options.tries) : this.#options.tries);
    for (let attempt = 0; attempt < tries(); attempt++) {
      if (attempt > 0) await this.#pause(this.#hurry ? 100 : backOffMs(attempt - 1));
      const failure = await this.#export(batch);
      if (failure === undefined) return;
      problem = failure.message;
      if (failure instanceof RefusedError) break;
    }
    this.#options.lost(batch, problem);
  }

  #export(batch: readonly ReadableSpan[]): Promise<Error | undefined> {
    return new Promise((resolve) => {
      const timer = setTimeout(() => resolve(new Error(`the exporter did not answer in ${EXPORT_LIMIT_MS / 1_000} s`)), EXPORT_LIMIT_MS);
      timer.unref();
      const done = (problem: Error | undefined) => {
        clearTimeout(timer);
        resolve(problem);
      };
      try {
        // The exporter's own HTTP request must not become a span.
        context.with(suppressTracing(context.active()), () =>
          this.#exporter.export([...batch], (result) =>
            done(result.code === ExportResultCode.SUCCESS ? undefined : (result.error ?? new Error('the exporter failed'))),
          ),
        );
      } catch (thrown) {
        done(thrown instanceof Error ? thrown : new Error(String(thrown)));
      }
    });
  }

  #pause(ms: number): Promise<void> {
    return new Promise((resolve) => {
      const timer = setTimeout(done, ms);
      timer.unref();
      this.#wake = done;
      function done() {
        clearTimeout(timer);
        resolve();
      }
    });
  }
}

/** What is known of a span when it starts, frozen: its attributes may change while it waits. */
function startedSpan(span: Span): ReadableSpan {
  const own = span.spanContext();
  return {
    name: span.name,
    kind: span.kind,
    spanContext: () => own,
    parentSpanContext: span.parentSpanContext,
    startTime: span.startTime,
    endTime: [0, 0],
    duration: [0, 0],
    ended: false,
    status: { code: 0 },
    attributes: { ...span.attributes, [HEDDLE.spanState]: STARTED },
    links: span.links,
    events: [],
    resource: span.resource,
    instrumentationScope: span.instrumentationScope,
    droppedAttributesCount: 0,
    droppedEventsCount: 0,
    droppedLinksCount: 0,
  };
}

function estimateBytes(span: ReadableSpan): number {
  let bytes = 300;
  for (const value of Object.values(span.attributes)) bytes += typeof value === 'string' ? value.length + 40 : 60;
  for (const event of span.events) bytes += 100 + JSON.stringify(event.attributes ?? {}).length;
  return bytes;
}
