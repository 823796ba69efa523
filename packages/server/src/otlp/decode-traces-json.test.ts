import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { DecodeError } from './decode-error.js';
import { decodeTracesJson } from './decode-traces-json.js';
import { decodeAll } from './run-steps.js';

const TRACE = '5b8efff798038103d269b633813fc60c';
const SPAN = 'eee19b7ec3c1b174';

function decode(request: unknown) {
  return decodeAll(decodeTracesJson(Buffer.from(JSON.stringify(request))));
}

/** The one span of a request, with an id unless it has its own. */
function decodeSpan(span: object) {
  const { records, rejections } = decode({ resourceSpans: [{ scopeSpans: [{ spans: [{ traceId: TRACE, spanId: SPAN, ...span }] }] }] });
  expect(rejections.message('span')).toBe('');
  return records[0]!;
}

test('a span with next to nothing on it is a root that has not ended', () => {
  expect(decodeSpan({})).toEqual({
    traceId: TRACE, spanId: SPAN, name: '', otelKind: 0, startTime: 0n, endTime: 0n, statusCode: 0, statusMessage: '',
    attributes: {}, events: [], links: [], resource: {}, scope: { name: '', version: '', attributes: {} }, droppedAttributesCount: 0,
  });
});

test.each([
  ['hex', TRACE, SPAN],
  ['hex in capitals', TRACE.toUpperCase(), SPAN.toUpperCase()],
  ['base64', 'W47/95gDgQPSabYzgT/GDA==', '7uGbfsPBsXQ='],
  ['base64 without padding', 'W47/95gDgQPSabYzgT/GDA', '7uGbfsPBsXQ'],
])('ids are read from %s', (_spelling, traceId, spanId) => {
  expect(decodeSpan({ traceId, spanId, parentSpanId: spanId })).toMatchObject({ traceId: TRACE, spanId: SPAN, parentSpanId: SPAN });
});

test.each([[''], ['0000000000000000'], [null]])('parentSpanId %j means a root', (parentSpanId) => {
  expect(decodeSpan({ parentSpanId })).not.toHaveProperty('parentSpanId');
});

test.each([
  ['text', '1544712660300000001', 1_544_712_660_300_000_001n],
  ['a number', 1_544_712_660_300_000_000, 1_544_712_660_300_000_000n],
])('times are read from %s', (_spelling, startTimeUnixNano, expected) => {
  expect(decodeSpan({ startTimeUnixNano }).startTime).toBe(expected);
});

test.each([[3], ['3'], ['SPAN_KIND_CLIENT']])('kind %j is a client', (kind) => {
  expect(decodeSpan({ kind }).otelKind).toBe(3);
});

test('status codes are read by number and by name', () => {
  expect(decodeSpan({ status: { code: 'STATUS_CODE_ERROR', message: 'no' } })).toMatchObject({ statusCode: 2, statusMessage: 'no' });
  expect(decodeSpan({ status: { code: 1 } }).statusCode).toBe(1);
});

test('attribute values keep their types, whatever spelling they come in', () => {
  const attributes = [
    { key: 'text', value: { stringValue: 'a' } },
    { key: 'empty', value: { stringValue: '' } },
    { key: 'int as text', value: { intValue: '12' } },
    { key: 'int', value: { intValue: 12 } },
    { key: 'big', value: { intValue: '9223372036854775807' } },
    { key: 'double', value: { doubleValue: 0.5 } },
    { key: 'nan', value: { doubleValue: 'NaN' } },
    { key: 'bool', value: { boolValue: false } },
    { key: 'bytes', value: { bytesValue: 'AQI=' } },
    { key: 'list', value: { arrayValue: { values: [{ intValue: '1' }, { kvlistValue: { values: [{ key: 'x', value: { boolValue: true } }] } }] } } },
    { key: 'empty list', value: { arrayValue: {} } },
    { key: 'nothing', value: {} },
    { key: 'no value' },
    { key: '__proto__', value: { stringValue: 'hostile' } },
  ];
  expect(decodeSpan({ attributes }).attributes).toEqual({
    text: 'a', empty: '', 'int as text': 12, int: 12, big: '9223372036854775807', double: 0.5, nan: 'NaN', bool: false,
    bytes: 'AQI=', list: [1, { x: true }], 'empty list': [], nothing: null, 'no value': null,
  });
});

test('fields may be spelled as protobuf spells them', () => {
  const { records } = decode({
    resource_spans: [{ scope_spans: [{ spans: [{ trace_id: TRACE, span_id: SPAN, start_time_unix_nano: '5', attributes: [{ key: 'k', value: { string_value: 'v' } }] }] }] }],
  });
  expect(records[0]).toMatchObject({ traceId: TRACE, startTime: 5n, attributes: { k: 'v' } });
});

test('one bad span does not cost the others, and the answer says why', () => {
  const spans = [{ traceId: 'nonsense', spanId: SPAN }, { traceId: TRACE, spanId: SPAN, name: 'good' }, 7, { traceId: TRACE, spanId: SPAN, startTimeUnixNano: 'noon' }];
  const { records, rejections } = decode({ resourceSpans: [{ scopeSpans: [{ spans }] }] });
  expect(records.map((span) => span.name)).toEqual(['good']);
  expect(rejections.message('span')).toBe(
    '3 spans refused: the trace id "nonsense" is not 16 bytes with one that is not 0 (1); a span is not an object (1); ' +
      'startTimeUnixNano is not a whole number of nanoseconds (1).',
  );
});

test.each([
  ['{', /^The body is not JSON: /],
  ['[]', /^The body is not a JSON object\.$/],
  ['{"resourceLogs":[]}', /^The body has no resourceSpans, so it is not an OTLP request for this address\.$/],
  ['{"resourceSpans":7}', /^resourceSpans is not a list$/],
])('%s is not a trace request', (body, reason) => {
  expect(() => decodeAll(decodeTracesJson(Buffer.from(body)))).toThrow(reason);
});

test('an empty object is an empty request', () => {
  expect(decode({}).records).toEqual([]);
  expect(decode({ resourceSpans: null }).records).toEqual([]);
});

test('any JSON gives spans or a DecodeError, never another error', () => {
  const anything = fc.jsonValue({ maxDepth: 4 });
  const span = fc.record(
    { traceId: anything, spanId: anything, name: anything, attributes: anything, events: anything, links: anything, status: anything, kind: anything },
    { requiredKeys: [] },
  );
  const request = fc.oneof(anything, span.map((value) => ({ resourceSpans: [{ scopeSpans: [{ spans: [value] }] }] })));
  fc.assert(
    fc.property(request, (value) => {
      try {
        decode(value);
      } catch (error) {
        expect(error).toBeInstanceOf(DecodeError);
      }
    }),
    { numRuns: 1_000 },
  );
});

test('a text that is lists within lists is refused as a request, and does not fail the server', () => {
  const deep = `{"resourceSpans":[{"scopeSpans":[{"spans":[{"name":${'['.repeat(50_000)}${']'.repeat(50_000)}}]}]}]}`;
  expect(() => decodeAll(decodeTracesJson(Buffer.from(deep)))).toThrow(DecodeError);
});
