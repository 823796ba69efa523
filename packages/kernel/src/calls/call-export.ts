import { msToUnixNano, type CallAggregate, type SpanId } from '@heddle/model';
import type { HeldSpan } from '@heddle/sdk';
import { DurationHistogram } from './duration-histogram.js';

/** Calls of a cell that get a span each as they come. */
const EXPORT_LIMIT = 1_000;
const KEPT_FAILED = 1_000;
const KEPT_SLOWEST = 10;

interface PluginCounts {
  calls: number;
  failed: number;
  readonly durations: DurationHistogram;
}

/**
 * Bounds the spans of a cell that makes very many calls. The first 1,000 calls get their spans as they come. Of those
 * after them, the last, the ten slowest, the failed (up to 1,000) and what has spans below it are exported when the cell
 * ends, and one aggregate stands for all. The journal has every call.
 */
export class CallExport {
  readonly #plugins = new Map<string, PluginCounts>();
  readonly #kept = new Map<SpanId, HeldSpan>();
  readonly #parents = new Set<SpanId>();
  #slowest: HeldSpan[] = [];
  #last: HeldSpan | undefined;
  #failedKept = 0;
  #held = 0;
  #calls = 0;
  #failed = 0;
  #firstMs = Infinity;
  #lastMs = 0;

  /** What to do with the span of a call: `undefined` exports it as it comes. */
  holdFor(callSequence: number): ((span: HeldSpan) => void) | undefined {
    return callSequence <= EXPORT_LIMIT ? undefined : (span) => this.#take(span);
  }

  count(plugin: string, startMs: number, durationMs: number, failed: boolean): void {
    const counts = this.#plugins.get(plugin) ?? { calls: 0, failed: 0, durations: new DurationHistogram() };
    this.#plugins.set(plugin, counts);
    counts.calls++;
    counts.durations.add(durationMs);
    this.#calls++;
    if (failed) {
      counts.failed++;
      this.#failed++;
    }
    this.#firstMs = Math.min(this.#firstMs, startMs);
    this.#lastMs = Math.max(this.#lastMs, startMs + durationMs);
  }

  /** What is left to export when the cell ends. */
  finish(cellId: string): { readonly spans: readonly HeldSpan[]; readonly aggregate: CallAggregate | undefined } {
    if (this.#calls <= EXPORT_LIMIT) return { spans: [], aggregate: undefined };
    for (const span of [...this.#slowest, ...(this.#last ? [this.#last] : [])]) this.#kept.set(span.start.spanId!, span);
    const spans = [...this.#kept.values()].sort((a, b) => a.start.sequence - b.start.sequence);
    return { spans, aggregate: this.#aggregate(cellId, this.#calls - this.#held + spans.length) };
  }

  #take(span: HeldSpan): void {
    this.#held++;
    const spanId = span.start.spanId!;
    const failed = span.end.type === 'call-end' && span.end.status !== 'ok' && this.#failedKept < KEPT_FAILED;
    if (failed) this.#failedKept++;
    if (failed || span.hasChildren || this.#parents.has(spanId)) this.#keep(span);
    this.#last = span;
    const place = this.#slowest.findIndex((other) => durationOf(other) < durationOf(span));
    if (place < 0 && this.#slowest.length >= KEPT_SLOWEST) return;
    this.#slowest.splice(place < 0 ? this.#slowest.length : place, 0, span);
    this.#slowest.length = Math.min(this.#slowest.length, KEPT_SLOWEST);
    this.#parents.add(span.start.parentSpanId!);
  }

  /** A span that is exported takes those above it along; they end after it. */
  #keep(span: HeldSpan): void {
    this.#kept.set(span.start.spanId!, span);
    this.#parents.add(span.start.parentSpanId!);
  }

  #aggregate(cellId: string, exported: number): CallAggregate {
    return {
      type: 'call-aggregate',
      cellId,
      calls: this.#calls,
      failed: this.#failed,
      exported,
      plugins: [...this.#plugins].map(([plugin, { calls, failed, durations }]) => ({
        plugin,
        calls,
        failed,
        totalMs: durations.totalMs,
        p50Ms: durations.quantileMs(0.5),
        p95Ms: durations.quantileMs(0.95),
        maxMs: durations.maxMs,
      })),
      startUnixNano: msToUnixNano(this.#firstMs).toString(),
      durationMs: this.#lastMs - this.#firstMs,
    };
  }
}

function durationOf({ end }: HeldSpan): number {
  return end.type === 'call-end' ? end.durationMs : 0;
}
