import { eventName, type HeddleEvent, type JsonValue } from '@heddle/model';

/**
 * Our events as an OTLP/JSON logs request: one log record each, `eventName` = `heddle.<event>`, body = the event.
 *
 * @see OTLP `logs.proto`; JSON mapping of OTLP 1.x: ids in hex, 64-bit integers as decimal text
 */
export function encodeEventLogs(events: readonly HeddleEvent[], resource: Readonly<Record<string, JsonValue>>): Uint8Array {
  const logRecords = events.map((event) => ({
    timeUnixNano: event.timeUnixNano,
    observedTimeUnixNano: event.timeUnixNano,
    severityNumber: 9,
    severityText: 'INFO',
    eventName: eventName(event.type),
    body: anyValue(event as unknown as JsonValue),
    attributes: [{ key: 'session.id', value: { stringValue: event.sessionId } }],
    ...(event.traceId && event.spanId && { traceId: event.traceId, spanId: event.spanId, flags: 1 }),
  }));
  const request = {
    resourceLogs: [
      {
        resource: { attributes: keyValues(resource) },
        scopeLogs: [{ scope: { name: 'heddle' }, logRecords }],
      },
    ],
  };
  return Buffer.from(JSON.stringify(request));
}

function anyValue(value: JsonValue): object {
  if (value === null || value === undefined) return {};
  if (typeof value === 'string') return { stringValue: value };
  if (typeof value === 'boolean') return { boolValue: value };
  if (typeof value === 'number') return Number.isSafeInteger(value) ? { intValue: String(value) } : { doubleValue: value };
  if (Array.isArray(value)) return { arrayValue: { values: (value as readonly JsonValue[]).map(anyValue) } };
  return { kvlistValue: { values: keyValues(value as Readonly<Record<string, JsonValue>>) } };
}

function keyValues(object: Readonly<Record<string, JsonValue>>): object[] {
  return Object.entries(object).flatMap(([key, value]) => (value === undefined ? [] : [{ key, value: anyValue(value) }]));
}
