import { isJsonObject, messageText, type JsonObject, type RawLog, type SpanRecord } from '@heddle/model';
import { structuredObject } from './attributes/structured.js';
import { textOf } from './attributes/text-of.js';
import { contentOfEvents, isContentEvent } from './content-events.js';

/**
 * A span with what its log records say: GenAI content events become its messages where the span had none of its own;
 * other logs become events of the record, in the order of time. Session and user may stand on a log alone (Google ADK). Heddle's own `heddle.*` logs are left to the session page.
 *
 * @param logs - records with this span's id; equal times keep their order, and arriving twice makes no difference
 */
export function joinLogs(record: SpanRecord, logs: readonly RawLog[]): SpanRecord {
  const own = distinct(logs.filter((log) => !log.eventName.startsWith('heddle.') && (log.spanId === undefined || log.spanId === record.spanId)));
  if (own.length === 0) return record;
  own.sort((a, b) => (a.time < b.time ? -1 : a.time > b.time ? 1 : 0));
  const content = contentOfEvents(own.map((log) => ({ name: log.eventName, fields: fieldsOf(log) })));
  const inputMessages = record.inputMessages.length > 0 ? record.inputMessages : (content.inputMessages ?? record.inputMessages);
  const outputMessages = record.outputMessages.length > 0 ? record.outputMessages : (content.outputMessages ?? record.outputMessages);
  const system = inputMessages.find((message) => message.role === 'system');
  const reasons = content.finishReasons ?? outputMessages.flatMap((message) => message.finish_reason ?? []);
  const events = own.filter((log) => !isContentEvent(log.eventName)).map((log) => ({
    name: log.eventName || log.severityText || 'log',
    timeUnixNano: log.time.toString(),
    attributes: fieldsOf(log),
  }));
  return {
    ...record,
    sessionId: record.sessionId ?? firstOf(own, ['session.id', 'gen_ai.conversation.id']),
    userId: record.userId ?? firstOf(own, ['user.id']),
    inputMessages,
    outputMessages,
    systemText: record.systemText ?? content.systemText ?? ((system && messageText(system)) || null),
    error: record.error && withMessage(record.error, own),
    finishReasons: record.finishReasons.length > 0 ? record.finishReasons : reasons,
    events: events.length === 0 ? record.events : [...record.events, ...events],
  };
}

/** An error whose message came in a log record (GenAI 1.38 and later). */
function withMessage(error: NonNullable<SpanRecord['error']>, logs: readonly RawLog[]): NonNullable<SpanRecord['error']> {
  if (error.message !== '') return error;
  const message = firstOf(logs, ['exception.message']);
  return message === null ? error : { ...error, message };
}

function firstOf(logs: readonly RawLog[], keys: readonly string[]): string | null {
  for (const key of keys) {
    const log = logs.find(({ attributes }) => textOf(attributes[key]) !== undefined);
    if (log) return textOf(log.attributes[key])!;
  }
  return null;
}

/** Attributes and body as one; a body that is no map stands under `body`. */
function fieldsOf(log: RawLog): JsonObject {
  const body = structuredObject(log.body);
  if (body) return { ...log.attributes, ...body };
  return log.body === null || log.body === '' ? log.attributes : { ...log.attributes, body: log.body };
}

function distinct(logs: readonly RawLog[]): RawLog[] {
  if (logs.length < 2) return [...logs];
  const seen = new Map<string, RawLog>();
  for (const log of logs) {
    const key = JSON.stringify([log.time.toString(), log.eventName, log.body, isJsonObject(log.attributes) ? log.attributes : null]);
    if (!seen.has(key)) seen.set(key, log);
  }
  return [...seen.values()];
}
