import type { JsonObject, JsonValue, RawLog } from '@heddle/model';
import { checkEventRecord } from './check-event-record.js';
import { NO_RESOURCE, NO_SCOPE, type Scope, decodeAnyValue, decodeKeyValue, decodeResource, decodeScope } from './decode-common.js';
import { DecodeBudget } from './decode-budget.js';
import { type DecodeSteps, Rejections } from './decoded.js';
import { ProtobufReader } from './protobuf-reader.js';
import { isAbsentId, requireSpanId, requireTime, requireTraceId } from './record-facts.js';

/**
 * Reads the log records of an `ExportLogsServiceRequest` in protobuf.
 *
 * @throws {DecodeError} when the body as a whole cannot be read; a fault within one record only refuses that record
 * @see OTLP 1.9 `logs_service.proto` and `logs.proto`
 */
export function* decodeLogs(body: Buffer, budget: DecodeBudget = new DecodeBudget()): DecodeSteps<readonly RawLog[]> {
  const reader = new ProtobufReader(body);
  const records: RawLog[] = [];
  const rejections = new Rejections();
  while (reader.next()) {
    if (reader.field === 1) yield* decodeResourceLogs(reader, budget, records, rejections);
    else reader.skip();
  }
  return { records, rejections };
}

function* decodeResourceLogs(
  reader: ProtobufReader, budget: DecodeBudget, records: RawLog[], rejections: Rejections,
): Generator<void> {
  const outer = reader.enter();
  // As in traces: the resource may stand after the records that need it.
  const start = reader.mark();
  let resource = NO_RESOURCE;
  while (reader.next()) {
    if (reader.field === 1) resource = decodeResource(reader, budget);
    else reader.skip();
  }
  reader.rewind(start);
  while (reader.next()) {
    if (reader.field === 2) yield* decodeScopeLogs(reader, budget, resource, records, rejections);
    else reader.skip();
  }
  reader.leave(outer);
}

function* decodeScopeLogs(
  reader: ProtobufReader, budget: DecodeBudget, resource: JsonObject, records: RawLog[], rejections: Rejections,
): Generator<void> {
  const outer = reader.enter();
  const start = reader.mark();
  let scope = NO_SCOPE;
  while (reader.next()) {
    if (reader.field === 1) scope = decodeScope(reader, budget);
    else reader.skip();
  }
  reader.rewind(start);
  while (reader.next()) {
    if (reader.field !== 2) {
      reader.skip();
      continue;
    }
    const scopeEnd = reader.enter();
    const recordEnd = reader.end;
    const record = rejections.guard(() => checkEventRecord(decodeLogRecord(reader, budget, resource, scope)));
    reader.abandon(recordEnd, scopeEnd);
    if (record !== undefined) records.push(record);
    yield;
  }
  reader.leave(outer);
}

function decodeLogRecord(reader: ProtobufReader, budget: DecodeBudget, resource: JsonObject, scope: Scope): RawLog {
  budget.spend();
  let time = 0n;
  let observedTime = 0n;
  let severityNumber = 0;
  let severityText = '';
  let body: JsonValue = null;
  let traceId = '';
  let spanId = '';
  let eventName = '';
  const attributes: Record<string, JsonValue> = {};
  while (reader.next()) {
    switch (reader.field) {
      case 1: time = reader.fixed64(); break;
      case 2: severityNumber = reader.uint32(); break;
      case 3: severityText = reader.text(); break;
      case 5: body = decodeAnyValue(reader, budget); break;
      case 6: decodeKeyValue(reader, attributes, budget); break;
      case 9: traceId = reader.hex(); break;
      case 10: spanId = reader.hex(); break;
      case 11: observedTime = reader.fixed64(); break;
      case 12: eventName = reader.text(); break;
      default: reader.skip();
    }
  }
  return {
    ...(!isAbsentId(traceId) && { traceId: requireTraceId(traceId) }),
    ...(!isAbsentId(spanId) && { spanId: requireSpanId(spanId) }),
    time: requireTime(time === 0n ? observedTime : time),
    severityNumber: severityNumber <= 24 ? severityNumber : 0,
    severityText,
    eventName: eventName === '' ? eventNameAttribute(attributes) : eventName,
    body,
    attributes,
    resource,
    scope,
  };
}

/** The event's name in the attribute that came before the field `event_name`; empty when there is none. */
export function eventNameAttribute(attributes: JsonObject): string {
  const name = Object.hasOwn(attributes, 'event.name') ? attributes['event.name'] : undefined;
  return typeof name === 'string' ? name : '';
}
