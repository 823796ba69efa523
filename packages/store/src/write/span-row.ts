import type { JsonObject, RawSpan, SpanRecord } from '@heddle/model';
import { encodeSpanFacts } from '../schema/span-facts.js';
import { searchText } from '../schema/search-text.js';
import { encodeRawSpan } from '../schema/stored-span.js';
import type { Contents } from '../schema/content-references.js';
import { filedTime, microTimeText, timeText } from '../schema/time-text.js';
import { spanVersion } from './span-version.js';

/**
 * One line of JSONCompactEachRow for the table `spans`, in the order of its columns.
 * Hot: runs on every span that comes in.
 *
 * @param record - what the span says, normalised; lists and filters read these columns
 * @param contents - gets the long values
 * @param version - which of several rows of the span counts, when it is stored already; otherwise its content decides
 */
export function encodeSpanRow(
  project: string, span: RawSpan, record: SpanRecord, receivedAtMicros: number, contents: Contents, version?: string,
): string {
  const raw = encodeRawSpan(span, contents);
  return JSON.stringify([
    project,
    timeText(filedTime(span.startTime)),
    span.traceId,
    span.spanId,
    version ?? String(spanVersion(span, raw)),
    microTimeText(receivedAtMicros),
    span.parentSpanId ?? '',
    timeText(span.endTime),
    record.kind,
    column(record.name),
    record.status,
    column(record.sessionId),
    column(record.userId),
    column(record.agentName),
    column(record.model),
    column(record.provider),
    column(record.toolName),
    column(record.error?.type),
    column(record.environment),
    count(record.inputTokens),
    count(record.outputTokens),
    money(record.reportedCostUsd ?? record.computedCostUsd),
    encodeSpanFacts(record),
    raw,
    attributeColumn({ ...span.resource, ...span.attributes }),
    searchText(span, raw),
  ]);
}

/** Longest text of a column that lists and filters read; the whole of it is in `raw`. */
const COLUMN_LENGTH = 500;

/** Text for a column: bounded, and without lone surrogates, which the engine refuses together with their neighbours. */
export function column(text: string | null | undefined): string {
  return text ? text.slice(0, COLUMN_LENGTH).toWellFormed() : '';
}

/** Most attributes that can be filtered by, and their longest key and value. */
const MAX_ATTRIBUTES = 100;
const ATTRIBUTE_LENGTH = 300;

/** Plain values as text; lists and objects are found by full text. */
function attributeColumn(attributes: JsonObject): JsonObject {
  const entries: [string, string][] = [];
  for (const [key, value] of Object.entries(attributes)) {
    if (value === null || typeof value === 'object' || key.length > ATTRIBUTE_LENGTH) continue;
    const text = String(value);
    if (text.length > ATTRIBUTE_LENGTH) continue;
    entries.push([key.toWellFormed(), text.toWellFormed()]);
    if (entries.length === MAX_ATTRIBUTES) break;
  }
  return Object.fromEntries(entries);
}

function count(value: number | null): number | null {
  return value !== null && Number.isSafeInteger(value) && value >= 0 ? value : null;
}

function money(value: number | null): number | null {
  return value !== null && Number.isFinite(value) ? value : null;
}
