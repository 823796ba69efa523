import { ExportResultCode, type ExportResult } from '@opentelemetry/core';
import { BasicTracerProvider, type ReadableSpan, type SpanExporter } from '@opentelemetry/sdk-trace-base';
import { expect, test } from 'vitest';
import { QueueingSpanProcessor, type QueueingOptions } from './queueing-span-processor.js';

/** An exporter that answers as told, one outcome a request, then always well. */
function exporter(outcomes: readonly boolean[] = []) {
  const requests: ReadableSpan[][] = [];
  const left = [...outcomes];
  const spanExporter: SpanExporter = {
    export(spans, done: (result: ExportResult) => void) {
      requests.push(spans);
      const taken = left.shift() ?? true;
      queueMicrotask(() => done(taken ? { code: ExportResultCode.SUCCESS } : { code: ExportResultCode.FAILED, error: new Error('busy') }));
    },
    shutdown: async () => {},
  };
  return { spanExporter, requests };
}

function tracerOf(spanExporter: SpanExporter, options: QueueingOptions) {
  const processor = new QueueingSpanProcessor(spanExporter, options);
  return { processor, tracer: new BasicTracerProvider({ spanProcessors: [processor] }).getTracer('test') };
}

test('a burst larger than any batch loses nothing', async () => {
  const { spanExporter, requests } = exporter();
  const { processor, tracer } = tracerOf(spanExporter, { batchSize: 100 });
  for (let index = 0; index < 5_000; index++) tracer.startSpan(`span ${index}`).end();
  await processor.forceFlush();
  expect(requests.flat()).toHaveLength(5_000);
  expect(Math.max(...requests.map((request) => request.length))).toBe(100);
});

test('a request that fails is sent again', async () => {
  const { spanExporter, requests } = exporter([false, true]);
  const { processor, tracer } = tracerOf(spanExporter, {});
  tracer.startSpan('one').end();
  await processor.forceFlush();
  expect(requests.map((request) => request.map((span) => span.name))).toEqual([['one'], ['one']]);
});

test('what is given up is said, span by span, with the reason', async () => {
  const { spanExporter } = exporter([false, false, false]);
  const lost: string[] = [];
  const { processor, tracer } = tracerOf(spanExporter, { lost: (spans, reason) => lost.push(...spans.map((span) => `${span.name}: ${reason}`)) });
  tracer.startSpan('one').end();
  await processor.forceFlush();
  expect(lost).toEqual(['one: busy']);
});

test('the queue is bounded by bytes', async () => {
  const { spanExporter, requests } = exporter();
  const lost: string[] = [];
  const { processor, tracer } = tracerOf(spanExporter, { maxBytes: 2_000, lost: (spans) => lost.push(...spans.map((span) => span.name)) });
  tracer.startSpan('small').end();
  tracer.startSpan('huge', { attributes: { text: 'x'.repeat(10_000) } }).end();
  await processor.forceFlush();
  expect(lost).toEqual(['huge']);
  expect(requests.flat().map((span) => span.name)).toEqual(['small']);
});

test('a started span is marked as such, and gives way to its own end while both wait', async () => {
  const { spanExporter, requests } = exporter();
  const { processor, tracer } = tracerOf(spanExporter, { started: true });
  const open = tracer.startSpan('open');
  tracer.startSpan('quick').end();
  await processor.forceFlush();
  open.end();
  await processor.forceFlush();
  expect(requests.map((request) => request.map((span) => [span.name, span.attributes['heddle.span.state'], span.endTime[0] === 0]))).toEqual([
    [['open', 'started', true], ['quick', undefined, false]],
    [['open', undefined, false]],
  ]);
});
