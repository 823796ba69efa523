import type { TraceResolution } from '@heddle/conventions';
import type { SpanId, SpanRecord, TraceSummary } from '@heddle/model';
import { spanChanges } from './span-changes.js';

/** A trace that was resolved, in some 20 bytes for each span: what its spans say themselves is read again for those that are shown. */
export interface KeptTrace {
  readonly trace: TraceSummary;
  readonly spanCount: number;
  /** A part of the tree order. */
  from(first: number, count: number): readonly KeptSpan[];
  /** Where a span stands in the tree order; -1 when it is not of the trace. */
  indexOf(spanId: SpanId): number;
}

/** Where a span is found, and the fields in which the trace knows better than the span itself. */
export interface KeptSpan {
  readonly spanId: SpanId;
  readonly startTimeUnixNano: string;
  readonly changes: Partial<SpanRecord>;
}

/** Takes the parts of a trace one after the other. */
export interface TraceKeeper {
  /** Pauses now and then. */
  add(part: TraceResolution): Generator<void, void, void>;
  /** `undefined` when nothing was added. */
  finish(): KeptTrace | undefined;
}

/** Spans whose records are there at once while they are packed. */
const SLICE_SPANS = 1_000;

/** @param expectedSpans - about as many as will be added */
export function createTraceKeeper(expectedSpans: number): TraceKeeper {
  let ids = new BigUint64Array(expectedSpans);
  let starts = new BigUint64Array(expectedSpans);
  /** Most spans of a large trace differ from what they say themselves in the same way: they have a depth, a session, no children. */
  let changesOf = new Uint32Array(expectedSpans);
  const changes: string[] = [];
  const numberOf = new Map<string, number>();
  let spanCount = 0;
  let trace: TraceSummary | undefined;

  function numberOfChanges(text: string): number {
    let number = numberOf.get(text);
    if (number === undefined) {
      number = changes.length;
      changes.push(text);
      numberOf.set(text, number);
    }
    return number;
  }

  function makeRoom(spans: number): void {
    if (spans <= ids.length) return;
    const length = Math.max(spans, 2 * ids.length);
    const [oldIds, oldStarts, oldChanges] = [ids, starts, changesOf];
    ids = new BigUint64Array(length);
    ids.set(oldIds);
    starts = new BigUint64Array(length);
    starts.set(oldStarts);
    changesOf = new Uint32Array(length);
    changesOf.set(oldChanges);
  }

  return {
    *add(part) {
      trace = part.trace;
      makeRoom(spanCount + part.spanCount);
      for (let first = 0; first < part.spanCount; first += SLICE_SPANS) {
        const sent = part.sentFrom(first, SLICE_SPANS);
        for (const [index, span] of part.spansFrom(first, SLICE_SPANS).entries()) {
          ids[spanCount] = BigInt(`0x${span.spanId}`);
          starts[spanCount] = BigInt(span.startTimeUnixNano);
          changesOf[spanCount] = numberOfChanges(JSON.stringify(spanChanges(sent[index]!, span)));
          spanCount++;
          yield;
        }
      }
    },
    finish() {
      if (!trace) return undefined;
      numberOf.clear();
      return {
        trace,
        spanCount,
        from(first, count) {
          const start = Math.max(0, first);
          return Array.from({ length: Math.max(0, Math.min(spanCount, first + count) - start) }, (_, index) => ({
            spanId: ids[start + index]!.toString(16).padStart(16, '0') as SpanId,
            startTimeUnixNano: starts[start + index]!.toString(),
            changes: JSON.parse(changes[changesOf[start + index]!]!) as Partial<SpanRecord>,
          }));
        },
        // It may come from anywhere.
        indexOf: (spanId) => (/^[0-9a-f]{16}$/.test(spanId) ? ids.subarray(0, spanCount).indexOf(BigInt(`0x${spanId}`)) : -1),
      };
    },
  };
}
