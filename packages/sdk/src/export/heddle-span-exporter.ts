import { ExportResultCode, type ExportResult } from '@opentelemetry/core';
import { ProtobufTraceSerializer } from '@opentelemetry/otlp-transformer';
import type { ReadableSpan, SpanExporter } from '@opentelemetry/sdk-trace-base';
import type { HeddleClient } from './heddle-client.js';

/** Spans to Heddle's server by OTLP/HTTP protobuf, gzipped. Repetition is the queue's business. */
export class HeddleSpanExporter implements SpanExporter {
  readonly #client: HeddleClient;

  constructor(client: HeddleClient) {
    this.#client = client;
  }

  export(spans: ReadableSpan[], done: (result: ExportResult) => void): void {
    const body = ProtobufTraceSerializer.serializeRequest(spans);
    if (!body) return done({ code: ExportResultCode.FAILED, error: new Error('the spans could not be encoded') });
    void this.#client.send('POST', '/v1/traces', 'application/x-protobuf', body).then((delivery) =>
      delivery.kind === 'taken'
        ? done({ code: ExportResultCode.SUCCESS })
        : done({ code: ExportResultCode.FAILED, error: new Error(delivery.problem) }),
    );
  }

  async shutdown(): Promise<void> {}
}
