import { normaliseSpan } from '@heddle/conventions';
import type { SpanRecord } from '@heddle/model';
import type { Attributes } from '@opentelemetry/api';
import type { ExportResult } from '@opentelemetry/core';
import { resourceFromAttributes } from '@opentelemetry/resources';
import type { ReadableSpan, SpanExporter } from '@opentelemetry/sdk-trace-base';
import { rawSpanOf } from '../encoding/raw-span-of.js';

/** What a backend wants to read besides the span's own attributes. */
export interface SpanAddition {
  readonly attributes: Attributes;
  /** Instead of the span's name. */
  readonly name?: string;
}

export interface Mapping {
  /** Pure. Gets the span as the dashboard would. */
  readonly add: (span: SpanRecord) => SpanAddition;
  readonly resource?: Readonly<Record<string, string>>;
}

/** Adds a backend's own attributes to copies of the spans, on their way to it only. */
export class MappingExporter implements SpanExporter {
  readonly #exporter: SpanExporter;
  readonly #mapping: Mapping;

  constructor(exporter: SpanExporter, mapping: Mapping) {
    this.#exporter = exporter;
    this.#mapping = mapping;
  }

  export(spans: ReadableSpan[], done: (result: ExportResult) => void): void {
    this.#exporter.export(spans.map((span) => this.#mapped(span)), done);
  }

  forceFlush(): Promise<void> {
    return this.#exporter.forceFlush?.() ?? Promise.resolve();
  }

  shutdown(): Promise<void> {
    return this.#exporter.shutdown();
  }

  #mapped(span: ReadableSpan): ReadableSpan {
    const { attributes, name } = this.#mapping.add(normaliseSpan(rawSpanOf(span)));
    const { resource } = this.#mapping;
    return {
      name: name ?? span.name,
      kind: span.kind,
      spanContext: () => span.spanContext(),
      parentSpanContext: span.parentSpanContext,
      startTime: span.startTime,
      endTime: span.endTime,
      duration: span.duration,
      ended: span.ended,
      status: span.status,
      attributes: { ...span.attributes, ...attributes },
      links: span.links,
      events: span.events,
      resource: resource ? span.resource.merge(resourceFromAttributes(resource)) : span.resource,
      instrumentationScope: span.instrumentationScope,
      droppedAttributesCount: span.droppedAttributesCount,
      droppedEventsCount: span.droppedEventsCount,
      droppedLinksCount: span.droppedLinksCount,
    };
  }
}
