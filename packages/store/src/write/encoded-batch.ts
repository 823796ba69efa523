import { normaliseSpan } from '@heddle/conventions';
import type { HeddleEvent, TraceId } from '@heddle/model';
import type { Contents } from '../schema/content-references.js';
import type { StoreBatch, Written } from '../store.js';
import { eventOfLog } from './event-of-log.js';
import { encodeEventRow, encodeLogRow } from './log-row.js';
import { encodeSpanRow } from './span-row.js';

/** A batch as rows, ready to be inserted. */
export interface EncodedBatch {
  readonly project: string;
  readonly spanLines: readonly string[];
  readonly logLines: readonly string[];
  readonly eventLines: readonly string[];
  readonly contents: ReadonlyMap<string, string>;
  readonly sizeBytes: number;
  readonly written: Written;
  /** Traces of which something came: these are to be resolved. */
  readonly traceIds: ReadonlySet<TraceId>;
}

/** Spans encoded between two turns of the event loop: a large batch must not hold up the requests beside it. */
const SPANS_PER_TURN = 200;

/** @param receivedAtMicros - microseconds since the Unix epoch */
export async function encodeBatch(batch: StoreBatch, receivedAtMicros: number): Promise<EncodedBatch> {
  const { project } = batch;
  const contents: Contents = new Map();
  const traceIds = new Set<TraceId>();
  const spanLines: string[] = [];
  const logLines: string[] = [];
  const eventLines: string[] = [];
  const spans: Written['spans'][number][] = [];
  const events: HeddleEvent[] = [];

  for (const span of batch.spans) {
    const record = normaliseSpan(span);
    spanLines.push(encodeSpanRow(project, span, record, receivedAtMicros, contents));
    spans.push({ traceId: span.traceId, spanId: span.spanId, sessionId: record.sessionId });
    traceIds.add(span.traceId);
    if (spanLines.length % SPANS_PER_TURN === 0) await new Promise(setImmediate);
  }
  for (const log of batch.logs) {
    const event = eventOfLog(log);
    if (event) {
      eventLines.push(encodeEventRow(project, event, contents));
      events.push(event);
    } else {
      logLines.push(encodeLogRow(project, log, receivedAtMicros, contents));
      if (log.traceId && log.spanId) traceIds.add(log.traceId);
    }
  }
  let sizeBytes = 0;
  for (const line of [...spanLines, ...logLines, ...eventLines, ...contents.values()]) sizeBytes += line.length;
  return { project, spanLines, logLines, eventLines, contents, sizeBytes, written: { project, spans, events }, traceIds };
}
