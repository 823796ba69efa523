import { ROOT_CONTEXT, SpanKind, SpanStatusCode, trace } from '@opentelemetry/api';
import { JsonTraceSerializer, ProtobufTraceSerializer } from '@opentelemetry/otlp-transformer';
import { resourceFromAttributes } from '@opentelemetry/resources';
import { BasicTracerProvider, InMemorySpanExporter, type ReadableSpan, SimpleSpanProcessor } from '@opentelemetry/sdk-trace-base';
import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { DecodeError } from './decode-error.js';
import { decodeTraces } from './decode-traces.js';
import { decodeTracesJson } from './decode-traces-json.js';
import { decodeAll, runSteps } from './run-steps.js';

/** Two spans made by the real SDK: a root with everything on it, and its child. */
function recordedSpans(): ReadableSpan[] {
  const exporter = new InMemorySpanExporter();
  const provider = new BasicTracerProvider({
    resource: resourceFromAttributes({ 'service.name': 'sales', 'process.pid': 42 }),
    spanProcessors: [new SimpleSpanProcessor(exporter)],
  });
  const tracer = provider.getTracer('heddle-test', '1.2.3');
  const root = tracer.startSpan('invoke_workflow sales', { kind: SpanKind.CLIENT, startTime: [1_790_000_000, 123_456_789] }, ROOT_CONTEXT);
  root.setAttributes({ text: 'Zürich 🧵', whole: 7, negative: -3, half: 0.5, yes: true, list: ['a', 'b'], numbers: [1, 2.5] });
  root.addEvent('noted', { line: 12 }, [1_790_000_001, 5]);
  root.addLink({ context: { traceId: 'ab'.repeat(16), spanId: 'cd'.repeat(8), traceFlags: 1 }, attributes: { why: 'caller' } });
  const child = tracer.startSpan('chat', { startTime: [1_790_000_000, 200] }, trace.setSpan(ROOT_CONTEXT, root));
  child.setStatus({ code: SpanStatusCode.ERROR, message: 'rate limited' });
  child.end([1_790_000_002, 1]);
  root.end([1_790_000_003, 999_999_999]);
  return exporter.getFinishedSpans();
}

const spans = recordedSpans();
const protobuf = Buffer.from(ProtobufTraceSerializer.serializeRequest(spans)!);
const json = Buffer.from(JsonTraceSerializer.serializeRequest(spans)!);

test.each([
  ['protobuf', () => decodeTraces(protobuf)],
  ['JSON', () => decodeTracesJson(json)],
])('spans of the OpenTelemetry SDK come out whole from %s', (_encoding, decoder) => {
  const { records, rejections } = decodeAll(decoder());
  expect(rejections.total).toBe(0);
  const { traceId, spanId } = spans[1]!.spanContext();
  const shared = {
    resource: expect.objectContaining({ 'service.name': 'sales', 'process.pid': 42 }),
    scope: { name: 'heddle-test', version: '1.2.3', attributes: {} },
    droppedAttributesCount: 0,
  };
  expect(records).toEqual([
    {
      ...shared, traceId, spanId: spans[0]!.spanContext().spanId, parentSpanId: spanId, name: 'chat', otelKind: 1,
      startTime: 1_790_000_000_000_000_200n, endTime: 1_790_000_002_000_000_001n, statusCode: 2, statusMessage: 'rate limited',
      attributes: {}, events: [], links: [],
    },
    {
      ...shared, traceId, spanId, name: 'invoke_workflow sales', otelKind: 3,
      startTime: 1_790_000_000_123_456_789n, endTime: 1_790_000_003_999_999_999n, statusCode: 0, statusMessage: '',
      attributes: { text: 'Zürich 🧵', whole: 7, negative: -3, half: 0.5, yes: true, list: ['a', 'b'], numbers: [1, 2.5] },
      events: [{ name: 'noted', time: 1_790_000_001_000_000_005n, attributes: { line: 12 } }],
      links: [{ traceId: 'ab'.repeat(16), spanId: 'cd'.repeat(8), attributes: { why: 'caller' } }],
    },
  ]);
});

test('the resource may stand after the spans that belong to it', () => {
  const resource = message(1, message(1, [...text(1, 'service.name'), ...message(2, text(1, 'late'))]));
  const span = message(2, [...bytes(1, 'ab'.repeat(16)), ...bytes(2, 'cd'.repeat(8))]);
  const body = Buffer.from(message(1, [...message(2, span), ...resource]));
  expect(decodeAll(decodeTraces(body)).records[0]!.resource).toEqual({ 'service.name': 'late' });
});

test('a body that cannot be read is refused before any of its spans is given away', () => {
  const good = message(1, message(2, message(2, [...bytes(1, 'ab'.repeat(16)), ...bytes(2, 'cd'.repeat(8))])));
  const torn = [0x0a, 0x7f, 0x12];
  expect(decodeAll(decodeTraces(Buffer.from(good))).records).toHaveLength(1);
  expect(() => runSteps(decodeTraces(Buffer.from([...good, ...torn])))).toThrow(DecodeError);
});

test('one bad span does not cost the others of its batch', () => {
  const good = message(2, [...bytes(1, 'ab'.repeat(16)), ...bytes(2, 'cd'.repeat(8)), ...text(5, 'good')]);
  const shortId = message(2, [...bytes(1, 'abcd'), ...bytes(2, 'cd'.repeat(8))]);
  const tornAttribute = message(2, [...bytes(1, 'ab'.repeat(16)), ...message(9, [0x12, 0x7f])]);
  const body = Buffer.from(message(1, message(2, [...shortId, ...tornAttribute, ...good])));
  const { records, rejections } = decodeAll(decodeTraces(body));
  expect(records.map((span) => span.name)).toEqual(['good']);
  expect(rejections.message('span')).toBe(
    '2 spans refused: the trace id "abcd" is not 16 bytes with one that is not 0 (1); the protobuf body ends in the middle of a field (1).',
  );
});

test('an integer beyond 2^53 stays exact as text', () => {
  const big = message(9, [...text(1, 'big'), ...message(2, [0x18, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x7f])]);
  const lowest = message(9, [...text(1, 'low'), ...message(2, [0x18, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x01])]);
  const span = message(2, [...bytes(1, 'ab'.repeat(16)), ...bytes(2, 'cd'.repeat(8)), ...big, ...lowest]);
  const { records } = decodeAll(decodeTraces(Buffer.from(message(1, message(2, span)))));
  expect(records[0]!.attributes).toEqual({ big: '9223372036854775807', low: '-9223372036854775808' });
});

test('a __proto__ key changes no prototype', () => {
  const inner = message(6, message(1, [...text(1, 'polluted'), ...message(2, [0x10, 1])]));
  const hostile = message(9, [...text(1, '__proto__'), ...message(2, inner)]);
  const span = message(2, [...bytes(1, 'ab'.repeat(16)), ...bytes(2, 'cd'.repeat(8)), ...hostile]);
  const [record] = decodeAll(decodeTraces(Buffer.from(message(1, message(2, span))))).records;
  expect(record!.attributes['polluted']).toBeUndefined();
  expect(Object.getPrototypeOf(record!.attributes)).toBe(Object.prototype);
});

test('values nested too deeply refuse their span only', () => {
  let value: number[] = text(1, 'bottom');
  for (let level = 0; level < 200; level++) value = message(5, message(1, value));
  const deep = message(2, [...bytes(1, 'ab'.repeat(16)), ...bytes(2, 'cd'.repeat(8)), ...message(9, [...text(1, 'k'), ...message(2, value)])]);
  const good = message(2, [...bytes(1, 'ab'.repeat(16)), ...bytes(2, 'ce'.repeat(8))]);
  const { records, rejections } = decodeAll(decodeTraces(Buffer.from(message(1, message(2, [...deep, ...good])))));
  expect(records.map((span) => span.spanId)).toEqual(['ce'.repeat(8)]);
  expect(rejections.message('span')).toBe('1 span refused: a value is nested deeper than 64 levels (1).');
});

test('random bytes give spans or a DecodeError, never another error', () => {
  fc.assert(fc.property(fc.uint8Array({ maxLength: 300 }), (noise) => decodesOrRefuses(Buffer.from(noise))), { numRuns: 2_000 });
});

test('a real body with some bytes changed, or cut short, gives spans or a DecodeError', () => {
  const position = fc.nat(protobuf.length - 1);
  const changes = fc.array(fc.tuple(position, fc.nat(255)), { minLength: 1, maxLength: 8 });
  fc.assert(
    fc.property(changes, position, (edits, cut) => {
      const body = Buffer.from(protobuf);
      for (const [at, byte] of edits) body[at] = byte;
      decodesOrRefuses(body);
      decodesOrRefuses(body.subarray(0, cut));
    }),
    { numRuns: 1_000 },
  );
});

function decodesOrRefuses(body: Buffer): void {
  try {
    decodeAll(decodeTraces(body));
  } catch (error) {
    expect(error).toBeInstanceOf(DecodeError);
  }
}

function message(field: number, content: readonly number[]): number[] {
  return [...varint(field * 8 + 2), ...varint(content.length), ...content];
}

function text(field: number, value: string): number[] {
  return message(field, [...Buffer.from(value)]);
}

function bytes(field: number, hex: string): number[] {
  return message(field, [...Buffer.from(hex, 'hex')]);
}

function varint(value: number): number[] {
  return value < 128 ? [value] : [(value % 128) | 128, ...varint(Math.floor(value / 128))];
}
