import { isJsonObject, parseSpanId, parseTraceId } from '@heddle/model';
import type { HeddleEvent, JsonValue, RawLog } from '@heddle/model';

const PREFIX = 'heddle.';
const MAX_ID_LENGTH = 200;

/**
 * Reads the event that a log record carries as its body.
 *
 * @returns `undefined` when it is not one of ours or its envelope is not whole: it is then kept as a log record
 */
export function eventOfLog(log: RawLog): HeddleEvent | undefined {
  if (!log.eventName.startsWith(PREFIX)) return undefined;
  const body = typeof log.body === 'string' ? parseObject(log.body) : log.body;
  if (!isJsonObject(body) || body['type'] !== log.eventName.slice(PREFIX.length)) return undefined;
  const { eventId, sequence, sessionId, timeUnixNano, traceId, spanId } = body;
  if (!isId(eventId) || !isId(sessionId)) return undefined;
  if (typeof sequence !== 'number' || !Number.isSafeInteger(sequence) || sequence < 1) return undefined;
  if (typeof timeUnixNano !== 'string' || !/^\d{1,19}$/.test(timeUnixNano)) return undefined;
  if (traceId !== undefined && (typeof traceId !== 'string' || !parseTraceId(traceId))) return undefined;
  if (spanId !== undefined && (typeof spanId !== 'string' || !parseSpanId(spanId))) return undefined;
  // The envelope is checked; the payload stays what its sender made it, and every reader treats it as hostile.
  return body as unknown as HeddleEvent;
}

function isId(value: JsonValue | undefined): value is string {
  return typeof value === 'string' && value.length > 0 && value.length <= MAX_ID_LENGTH && value.isWellFormed();
}

function parseObject(text: string): JsonValue {
  try {
    return JSON.parse(text) as JsonValue;
  } catch {
    return null;
  }
}
