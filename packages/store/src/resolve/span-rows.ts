import type { TraceResolution } from '@heddle/conventions';
import type { SpanId, SpanRecord, TraceId } from '@heddle/model';
import { spanChanges } from '../read/span-changes.js';
import { microTimeText } from '../schema/time-text.js';
import { pluginNames, resolvedSpanFacts } from './resolved-span-facts.js';
import { digestEntry, digestsBySpan, rowDigest } from './row-digests.js';
import type { RowDigests } from './row-digests.js';

/** Rows of `span_resolutions` of one trace. */
export interface SpanRows {
  /** What was made of each span so far; of more than {@link MAX_WRITTEN}, only of the first. */
  written(): RowDigests;
  /**
   * Adds lines of JSONCompactEachRow for those spans whose rows are not known already. Pauses after each span.
   *
   * @param window - part of the tree order; all by default
   * @returns the spans
   */
  add(part: ResolutionPart, lines: string[], window?: { readonly first: number; readonly count: number }): Generator<void, readonly SpanRecord[], void>;
}

export interface SpanRowsOptions {
  readonly project: string;
  readonly traceId: TraceId;
  /** Microseconds since the Unix epoch. */
  readonly resolvedAt: number;
  /** Digests of the rows that are in the database. */
  readonly known: RowDigests | undefined;
}

/** A trace, or as much of it as is resolved at once, and what its rows say beside that. */
export interface ResolutionPart {
  readonly resolution: TraceResolution;
  readonly rowHashes: ReadonlyMap<SpanId, string>;
  readonly plugins: ReadonlyMap<SpanId, string>;
  readonly tags: readonly string[];
}

export function resolutionPart(resolution: TraceResolution, rowHashes: ReadonlyMap<SpanId, string>): ResolutionPart {
  return {
    resolution,
    rowHashes,
    plugins: pluginNames(resolution.sentFrom(0, resolution.spanCount)),
    tags: resolution.trace.tags.map((tag) => tag.toWellFormed()),
  };
}

/** Digests of more spans are not to be kept: a trace of that size is written anew. */
export const MAX_WRITTEN = 100_000;

export function createSpanRows({ project, traceId, resolvedAt, known }: SpanRowsOptions): SpanRows {
  const digestOf = digestsBySpan(known ?? '');
  const written: string[] = [];
  return {
    written: () => written.join(''),
    *add({ resolution, rowHashes, plugins, tags }, lines, { first, count } = { first: 0, count: resolution.spanCount }) {
      const sent = resolution.sentFrom(first, count);
      const spans = resolution.spansFrom(first, count);
      for (const [index, span] of spans.entries()) {
        const changes = spanChanges(sent[index]!, span);
        const facts = resolvedSpanFacts(span, { changes, plugin: plugins.get(span.spanId) ?? '', tags, rowHash: rowHashes.get(span.spanId) ?? '0' });
        const text = JSON.stringify(facts);
        const digest = rowDigest(text);
        if (written.length <= MAX_WRITTEN) written.push(digestEntry(span.spanId, digest));
        if (digestOf.get(span.spanId) !== digest) {
          lines.push(`${JSON.stringify([project, traceId, span.spanId, microTimeText(resolvedAt)]).slice(0, -1)},${text.slice(1)}`);
        }
        yield;
      }
      return spans;
    },
  };
}
