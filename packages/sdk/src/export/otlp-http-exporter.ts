import { ExportResultCode, type ExportResult } from '@opentelemetry/core';
import { ProtobufTraceSerializer } from '@opentelemetry/otlp-transformer';
import type { ReadableSpan, SpanExporter } from '@opentelemetry/sdk-trace-base';
import { deliver } from './deliver.js';
import { RefusedError } from './refused-error.js';

export interface OtlpHttpOptions {
  /** The whole address: `http://127.0.0.1:4318/v1/traces`. */
  readonly url: string;
  /** Asked before each request, so that a token can be fetched or renewed. */
  readonly headers: () => Promise<Readonly<Record<string, string>>>;
  readonly timeoutMs?: number;
  readonly compression?: 'gzip' | 'none';
  /** Told how many spans of a request the backend took not, in its own words. */
  readonly rejected?: (count: number, message: string) => void;
}

/**
 * Spans by OTLP over HTTP, as protobuf. Nothing but its options decides where spans and headers go: the stock exporter
 * adds headers from the environment, which may hold the key of another backend. Repetition is the queue's business.
 *
 * @see OTLP specification, OTLP/HTTP
 */
export class OtlpHttpExporter implements SpanExporter {
  readonly #options: OtlpHttpOptions;

  constructor(options: OtlpHttpOptions) {
    this.#options = options;
  }

  export(spans: ReadableSpan[], done: (result: ExportResult) => void): void {
    this.#send(spans).then(
      () => done({ code: ExportResultCode.SUCCESS }),
      (thrown: unknown) => done({ code: ExportResultCode.FAILED, error: thrown instanceof Error ? thrown : new Error(String(thrown)) }),
    );
  }

  async shutdown(): Promise<void> {}

  async #send(spans: ReadableSpan[]): Promise<void> {
    const body = ProtobufTraceSerializer.serializeRequest(spans);
    if (!body) throw new RefusedError('the spans could not be encoded', 0);
    const { url, headers, timeoutMs, compression } = this.#options;
    const delivery = await deliver({
      method: 'POST', url, body, timeoutMs, compression,
      headers: { ...(await headers()), 'content-type': 'application/x-protobuf' },
    });
    if (delivery.kind === 'refused') throw new RefusedError(delivery.problem, delivery.status);
    if (delivery.kind === 'later') throw new Error(delivery.problem);
    this.#tellRejected(delivery.body);
  }

  #tellRejected(body: Uint8Array): void {
    try {
      const partial = ProtobufTraceSerializer.deserializeResponse(body).partialSuccess;
      const count = Number(partial?.rejectedSpans ?? 0);
      if (count > 0) this.#options.rejected?.(count, partial?.errorMessage ?? '');
    } catch {
      // Some backends answer in JSON or with a page of text: they took the spans all the same.
    }
  }
}
