import { hash } from 'node:crypto';
import type { HeddleEvent, RawLog } from '@heddle/model';
import { columnText } from '../schema/column-text.js';
import { storeAttributes } from '../schema/content-references.js';
import type { Contents } from '../schema/content-references.js';
import { logSearchText } from '../schema/search-text.js';
import { storeLog } from '../schema/stored-span.js';
import { filedTime, microTimeText, timeText } from '../schema/time-text.js';

/** One line of JSONCompactEachRow for the table `logs`, in the order of its columns. Equal records are one row. */
export function encodeLogRow(project: string, log: RawLog, receivedAtMicros: number, contents: Contents): string {
  const stored = storeLog(log, contents);
  const raw = JSON.stringify(stored);
  return JSON.stringify([
    project,
    log.traceId ?? '',
    log.spanId ?? '',
    timeText(filedTime(log.time)),
    hash('sha256', raw).slice(0, 32),
    microTimeText(receivedAtMicros),
    Number.isInteger(log.severityNumber) && log.severityNumber >= 0 && log.severityNumber < 256 ? log.severityNumber : 0,
    columnText(log.eventName),
    raw,
    // Only spans are looked for: a log of none is found by nobody.
    log.traceId && log.spanId ? logSearchText(stored) : '',
  ]);
}

/** One line of JSONCompactEachRow for the table `events`, in the order of its columns. */
export function encodeEventRow(project: string, event: HeddleEvent, contents: Contents): string {
  return JSON.stringify([
    project,
    event.sessionId,
    event.sequence,
    event.eventId,
    columnText(event.type),
    timeText(BigInt(event.timeUnixNano)),
    event.traceId ?? '',
    event.spanId ?? '',
    JSON.stringify(storeAttributes(event as unknown as Parameters<typeof storeAttributes>[0], contents)),
  ]);
}
