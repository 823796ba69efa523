import { type JsonObject, type JsonValue, type RawLog, isJsonObject } from '@heddle/model';
import { checkEventRecord } from './check-event-record.js';
import { anyValueFromJson, attributesFromJson, parseRequest, resourceFromJson, scopeFromJson } from './decode-common-json.js';
import type { Scope } from './decode-common.js';
import { DecodeBudget } from './decode-budget.js';
import { DecodeError } from './decode-error.js';
import { eventNameAttribute } from './decode-logs.js';
import { type DecodeSteps, Rejections } from './decoded.js';
import { enumField, field, idField, listField, textField, timeField } from './json-fields.js';
import { isAbsentId, requireSpanId, requireTime, requireTraceId } from './record-facts.js';

/** `SEVERITY_NUMBER_UNSPECIFIED`, then four steps of each level: `SEVERITY_NUMBER_TRACE`, `..._TRACE2`, ... */
const SEVERITY_NAMES = [
  'SEVERITY_NUMBER_UNSPECIFIED',
  ...['TRACE', 'DEBUG', 'INFO', 'WARN', 'ERROR', 'FATAL'].flatMap((level) => ['', '2', '3', '4'].map((step) => `SEVERITY_NUMBER_${level}${step}`)),
];

/**
 * Reads the log records of an `ExportLogsServiceRequest` in JSON, in every spelling that `json-fields.ts` names.
 *
 * @throws {DecodeError} when the body as a whole cannot be read; a fault within one record only refuses that record
 */
export function* decodeLogsJson(body: Buffer, budget: DecodeBudget = new DecodeBudget()): DecodeSteps<readonly RawLog[]> {
  const request = yield* parseRequest(body, budget, 'resourceLogs', 'resource_logs');
  const records: RawLog[] = [];
  const rejections = new Rejections();
  for (const resourceLogs of listField(request, 'resourceLogs', 'resource_logs')) {
    if (!isJsonObject(resourceLogs)) throw new DecodeError('An item of resourceLogs is not an object.');
    const resource = resourceFromJson(resourceLogs, budget);
    for (const scopeLogs of listField(resourceLogs, 'scopeLogs', 'scope_logs')) {
      if (!isJsonObject(scopeLogs)) throw new DecodeError('An item of scopeLogs is not an object.');
      const scope = scopeFromJson(scopeLogs, budget);
      for (const log of listField(scopeLogs, 'logRecords', 'log_records')) {
        const record = rejections.guard(() => checkEventRecord(logFromJson(log, budget, resource, scope)));
        if (record !== undefined) records.push(record);
        yield;
      }
    }
  }
  return { records, rejections };
}

function logFromJson(log: JsonValue, budget: DecodeBudget, resource: JsonObject, scope: Scope): RawLog {
  budget.spend();
  if (!isJsonObject(log)) throw new DecodeError('a log record is not an object');
  const traceId = idField(log, 'traceId', 'trace_id', 16);
  const spanId = idField(log, 'spanId', 'span_id', 8);
  const time = timeField(log, 'timeUnixNano', 'time_unix_nano');
  const attributes = attributesFromJson(listField(log, 'attributes'), budget);
  const eventName = textField(log, 'eventName', 'event_name');
  return {
    ...(!isAbsentId(traceId) && { traceId: requireTraceId(traceId) }),
    ...(!isAbsentId(spanId) && { spanId: requireSpanId(spanId) }),
    time: requireTime(time === 0n ? timeField(log, 'observedTimeUnixNano', 'observed_time_unix_nano') : time),
    severityNumber: enumField(log, 'severityNumber', 'severity_number', SEVERITY_NAMES),
    severityText: textField(log, 'severityText', 'severity_text'),
    eventName: eventName === '' ? eventNameAttribute(attributes) : eventName,
    body: anyValueFromJson(field(log, 'body'), budget),
    attributes,
    resource,
    scope,
  };
}
