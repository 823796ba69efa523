import { type LogRecord, SeverityNumber } from '@opentelemetry/api-logs';
import { JsonLogsSerializer, ProtobufLogsSerializer } from '@opentelemetry/otlp-transformer';
import { resourceFromAttributes } from '@opentelemetry/resources';
import { InMemoryLogRecordExporter, LoggerProvider, SimpleLogRecordProcessor } from '@opentelemetry/sdk-logs';
import { ROOT_CONTEXT, trace } from '@opentelemetry/api';
import { expect, test } from 'vitest';
import { decodeLogs } from './decode-logs.js';
import { decodeLogsJson } from './decode-logs-json.js';
import { decodeAll } from './run-steps.js';

const TRACE = 'ab'.repeat(16);
const SPAN = 'cd'.repeat(8);
const EVENT = {
  type: 'call-end', eventId: 'evt_1', sequence: 12, timeUnixNano: '1790000000000000005', sessionId: 'ses_1', traceId: TRACE, spanId: SPAN,
  callId: 'cal_1', status: 'ok', durationMs: 1.5, artifacts: [], result: { json: '{"a":[1,null]}', truncated: false, nested: { empty: {} } },
};

const DECODERS = [
  ['protobuf', (record: LogRecord) => decodeAll(decodeLogs(Buffer.from(ProtobufLogsSerializer.serializeRequest(recorded(record))!)))],
  ['JSON', (record: LogRecord) => decodeAll(decodeLogsJson(Buffer.from(JsonLogsSerializer.serializeRequest(recorded(record))!)))],
] as const;

/** A record as the OpenTelemetry SDK makes it. */
function recorded(record: LogRecord) {
  const exporter = new InMemoryLogRecordExporter();
  const provider = new LoggerProvider({
    resource: resourceFromAttributes({ 'service.name': 'sales' }),
    processors: [new SimpleLogRecordProcessor({ exporter })],
  });
  const context = trace.setSpanContext(ROOT_CONTEXT, { traceId: TRACE, spanId: SPAN, traceFlags: 1 });
  provider.getLogger('heddle', '0.1.0').emit({ context, timestamp: [1_790_000_000, 5], ...record });
  return exporter.getFinishedLogRecords();
}

test.each(DECODERS)('an event of ours comes out of %s as it went in', (_encoding, decode) => {
  const { records, rejections } = decode({ eventName: 'heddle.call-end', severityNumber: SeverityNumber.INFO, severityText: 'INFO', body: EVENT });
  expect(rejections.message('log record')).toBe('');
  expect(records).toEqual([{
    traceId: TRACE, spanId: SPAN, time: 1_790_000_000_000_000_005n, severityNumber: 9, severityText: 'INFO',
    eventName: 'heddle.call-end', body: EVENT, attributes: {}, resource: expect.objectContaining({ 'service.name': 'sales' }),
    scope: { name: 'heddle', version: '0.1.0', attributes: {} },
  }]);
});

test.each(DECODERS)('the older attribute event.name names an event in %s', (_encoding, decode) => {
  const { records } = decode({ attributes: { 'event.name': 'gen_ai.user.message' }, body: 'hello' });
  expect(records[0]).toMatchObject({ eventName: 'gen_ai.user.message', body: 'hello' });
});

test.each(DECODERS)('an event of ours without its session is refused in %s', (_encoding, decode) => {
  const { records, rejections } = decode({ eventName: 'heddle.call-end', body: { ...EVENT, sessionId: '' } });
  expect(records).toEqual([]);
  expect(rejections.message('log record')).toBe('1 log record refused: event heddle.call-end has no sessionId (1).');
});
