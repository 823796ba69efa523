import type { Resource } from '@opentelemetry/resources';
import type { ReadableSpan, SpanProcessor } from '@opentelemetry/sdk-trace-base';
import type { JsonValue } from '@heddle/model';
import type { ArtifactSink } from './artifact-sink.js';
import { spansOfEvents } from './encoding/spans-of-events.js';
import { EventForwarder } from './export/event-forwarder.js';
import { HeddleClient } from './export/heddle-client.js';
import { OtlpHttpExporter } from './export/otlp-http-exporter.js';
import { QueueingSpanProcessor } from './export/queueing-span-processor.js';
import type { JournalStore } from './journal/journal.js';

export interface HeddleConnectionOptions {
  /** Base address of the server, such as `http://127.0.0.1:4318`. */
  readonly url: string;
  readonly apiKey?: string;
  readonly journals: JournalStore;
  readonly artifacts: ArtifactSink;
  readonly serviceName?: string;
  /** Told, in one sentence each, what did not reach the server. */
  readonly warn?: (message: string) => void;
}

/** The road to our own server: spans as they start and end, events, artifacts. */
export interface HeddleConnection {
  /** For `createTracing`. */
  readonly processor: SpanProcessor;
  /** For the event bus. */
  readonly forwarder: EventForwarder;
  /** Sends a whole session again from its journal; what the server already has changes nothing. */
  resend(sessionId: string, resource: Resource): Promise<void>;
  /** @returns false when something could not be delivered; it stays in the journal */
  flush(): Promise<boolean>;
  close(): void;
}

export function connectHeddle(options: HeddleConnectionOptions): HeddleConnection {
  const client = new HeddleClient(options);
  const warn = sayOnceThatNobodyAnswers(client.url, options.warn);
  let lostSpans = 0;
  const processor = new QueueingSpanProcessor(new OtlpHttpExporter({ url: `${client.url}/v1/traces`, headers: async () => client.headers() }), {
    started: true,
    lost(spans: readonly ReadableSpan[], reason) {
      const ended = spans.filter((span) => span.ended).length;
      if (ended > 0 && lostSpans === 0) warn(`Spans did not reach ${client.url}: ${reason}. The journal keeps them; "heddle up" takes them in.`);
      lostSpans += ended;
    },
  });
  const resource: Readonly<Record<string, JsonValue>> = { 'service.name': options.serviceName ?? 'heddle' };
  const forwarder = new EventForwarder({ client, journals: options.journals, artifacts: options.artifacts, resource, warn });
  return {
    processor,
    forwarder,
    async resend(sessionId, spanResource) {
      const events = [];
      for await (const event of options.journals.open(sessionId).read()) events.push(event);
      for (const span of spansOfEvents(events, spanResource)) processor.onEnd(span);
      forwarder.resend(sessionId, 0);
    },
    async flush() {
      const before = lostSpans;
      const [events] = await Promise.all([forwarder.flush(), processor.forceFlush()]);
      return events && lostSpans === before;
    },
    close: () => forwarder.close(),
  };
}

/** Events, artifacts and spans all find out that there is no server; whoever runs the agent wants to hear it once. */
function sayOnceThatNobodyAnswers(url: string, warn: ((message: string) => void) | undefined): (message: string) => void {
  let said = false;
  return (message) => {
    if (!message.includes('does not answer')) return void warn?.(message);
    if (said) return;
    said = true;
    warn?.(`No Heddle server answers at ${url}. The journal keeps everything; the next "heddle up" takes it in.`);
  };
}
