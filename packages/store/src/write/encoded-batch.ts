import { normaliseSpan } from '@heddle/conventions';
import type { NormaliseOptions } from '@heddle/conventions';
import type { HeddleEvent, RawLog, RawSpan, TraceId } from '@heddle/model';
import { columnText } from '../schema/column-text.js';
import type { Contents } from '../schema/content-references.js';
import type { FactsRow } from '../schema/span-facts.js';
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
  /** What its traces are resolved from. */
  readonly facts: readonly FactsRow[];
  /** True when it has log records. */
  readonly hasLogs: boolean;
}

/** Size of a slice, about. A batch is encoded and inserted slice by slice: rows may take far more memory than what came in. */
const SLICE_BYTES = 4 * 1024 * 1024;

/** What is left of a batch to be encoded. */
export interface BatchEncoder {
  readonly done: boolean;
  /** Encodes the next slice, pausing after each record. The last one may be empty. */
  nextSlice(): Generator<void, EncodedBatch, void>;
}

/** @param receivedAtMicros - microseconds since the Unix epoch */
export function createBatchEncoder({ project, spans, logs }: StoreBatch, receivedAtMicros: number, normalise: NormaliseOptions = {}): BatchEncoder {
  const spansLeft = spans[Symbol.iterator]();
  let hasSpans = true;
  // The last first, so that each is let go of once it is encoded: what is held meanwhile is copied whenever garbage is collected.
  const logsLeft = logs.toReversed();
  return {
    get done() {
      return !hasSpans && logsLeft.length === 0;
    },
    *nextSlice() {
      const slice = createSlice(project, receivedAtMicros, normalise);
      while (hasSpans && slice.sizeBytes() < SLICE_BYTES) {
        const { done, value: span } = spansLeft.next();
        if (done === true) hasSpans = false;
        else if (span !== undefined) slice.addSpan(span);
        yield;
      }
      while (logsLeft.length > 0 && slice.sizeBytes() < SLICE_BYTES) {
        slice.addLog(logsLeft.pop()!);
        yield;
      }
      return slice.finish();
    },
  };
}

function createSlice(project: string, receivedAtMicros: number, normalise: NormaliseOptions) {
  const traceIds = new Set<TraceId>();
  const spanLines: string[] = [];
  const logLines: string[] = [];
  const eventLines: string[] = [];
  const written: Written['spans'][number][] = [];
  const facts: FactsRow[] = [];
  const events: HeddleEvent[] = [];
  const contents = new CountedContents();
  let lineBytes = 0;

  function add(lines: string[], line: string): void {
    lines.push(line);
    lineBytes += line.length;
  }

  return {
    sizeBytes: () => lineBytes + contents.sizeBytes,
    addSpan(span: RawSpan) {
      const record = normaliseSpan(span, normalise);
      const encoded = encodeSpanRow(project, span, record, receivedAtMicros, contents);
      add(spanLines, encoded.line);
      facts.push(encoded.facts);
      // As it is called in lists.
      written.push({ traceId: span.traceId, spanId: span.spanId, sessionId: columnText(record.sessionId) || null });
      traceIds.add(span.traceId);
    },
    addLog(log: RawLog) {
      const event = eventOfLog(log);
      if (event) {
        add(eventLines, encodeEventRow(project, event, contents));
        events.push(event);
        return;
      }
      add(logLines, encodeLogRow(project, log, receivedAtMicros, contents));
      if (log.traceId && log.spanId) traceIds.add(log.traceId);
    },
    finish: (): EncodedBatch => ({
      project, spanLines, logLines, eventLines, contents, sizeBytes: lineBytes + contents.sizeBytes,
      written: { project, spans: written, events }, traceIds, facts, hasLogs: logLines.length > 0,
    }),
  };
}

/** Contents that know how long they are together. */
class CountedContents extends Map<string, string> implements Contents {
  sizeBytes = 0;

  override set(sha256: string, text: string): this {
    const known = this.size;
    super.set(sha256, text);
    if (this.size > known) this.sizeBytes += text.length;
    return this;
  }
}
