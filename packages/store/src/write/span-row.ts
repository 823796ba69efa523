import type { RawSpan, SpanRecord } from '@heddle/model';
import { encodeSpanFacts } from '../schema/span-facts.js';
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
 */
export function encodeSpanRow(
  project: string, span: RawSpan, record: SpanRecord, receivedAtMicros: number, contents: Contents,
): string {
  const raw = encodeRawSpan(span, contents);
  return JSON.stringify([
    project,
    timeText(filedTime(span.startTime)),
    span.traceId,
    span.spanId,
    String(spanVersion(span, raw)),
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
  ]);
}

/** Longest text of a column that lists and filters read; the whole of it is in `raw`. */
const COLUMN_LENGTH = 500;

/** Text for a column: bounded, and without lone surrogates, which the engine refuses together with their neighbours. */
export function column(text: string | null | undefined): string {
  return text ? text.slice(0, COLUMN_LENGTH).toWellFormed() : '';
}

function count(value: number | null): number | null {
  return value !== null && Number.isSafeInteger(value) && value >= 0 ? value : null;
}

function money(value: number | null): number | null {
  return value !== null && Number.isFinite(value) ? value : null;
}
