import type { SpanRecord, TraceSummary } from '@heddle/model';
import { countedUsage } from './counted-usage.js';
import { distinctSpans } from './distinct-spans.js';
import { NO_DUPLICATE, findDuplicates } from './find-duplicates.js';
import { traceRoots, type TraceRoots } from './local-root.js';
import { mergeToolCalls } from './merge-tool-calls.js';
import { traceIdentity } from './trace-identity.js';
import { traceText } from './trace-text.js';
import { traceDurationMs } from './trace-duration.js';
import { traceTotals } from './trace-totals.js';
import { NO_PARENT, traceTree, type TraceTree } from './trace-tree.js';

export interface ResolvedTrace {
  readonly trace: TraceSummary;
  /** In tree order: parents before children, siblings by start time, then by span id. */
  readonly spans: SpanRecord[];
}

/**
 * Finds what can only be known of a trace as a whole: its tree, whose it is, what its usage adds up to.
 * The answer is the same for any order of the spans, for spans that came more than once, and for spans that were
 * resolved before. A span whose parent never came is a root and keeps its `parentSpanId`.
 *
 * Hot: runs on each trace read. Budget: 150 ms per 100,000 spans, deep or wide; see `bench/conventions.bench.ts`.
 *
 * @param spans - the spans of one trace, at least one
 * @throws {RangeError} when there are no spans
 */
export function resolveTrace(spans: readonly SpanRecord[]): ResolvedTrace {
  if (spans.length === 0) throw new RangeError('A trace has at least one span; there were none to resolve.');
  const tree = traceTree(distinctSpans(spans));
  const roots = traceRoots(tree);
  const duplicateOf = findDuplicates(tree);
  const counted = countedUsage(tree, duplicateOf);
  const identity = traceIdentity(tree, roots);
  const status = traceStatus(tree, roots);
  const root = tree.spans[roots.local]!;
  return {
    trace: {
      traceId: root.traceId,
      name: root.name,
      ...identity,
      ...traceText(tree, roots),
      status,
      ...traceDurationMs(tree.spans, status === 'running'),
      totals: traceTotals(tree.spans, duplicateOf, counted),
    },
    spans: resolvedSpans(tree, identity, duplicateOf, counted),
  };
}

/** Running while any root runs; failed when the root failed, or the span that stands for the trace. */
function traceStatus(tree: TraceTree, roots: TraceRoots): TraceSummary['status'] {
  if (roots.all.some((row) => tree.spans[row]!.status === 'running')) return 'running';
  return [roots.local, ...roots.proper].some((row) => tree.spans[row]!.status === 'error') ? 'error' : 'ok';
}

function resolvedSpans(
  tree: TraceTree, identity: { readonly sessionId: string | null; readonly userId: string | null }, duplicateOf: Int32Array, counted: Uint8Array,
): SpanRecord[] {
  const { spans, parentOf } = tree;
  const resolved: SpanRecord[] = Array.from({ length: spans.length });
  for (let row = 0; row < spans.length; row++) {
    const span = spans[row]!;
    const parent = parentOf[row]!;
    const twin = duplicateOf[row]!;
    resolved[row] = {
      ...span,
      sessionId: span.sessionId ?? identity.sessionId,
      userId: span.userId ?? identity.userId,
      agentName: span.agentName ?? (parent === NO_PARENT ? null : resolved[parent]!.agentName),
      usageCounted: counted[row] === 1,
      duplicateOf: twin === NO_DUPLICATE ? null : spans[twin]!.spanId,
      depth: tree.depth[row]!,
      childCount: tree.childCount[row]!,
      descendantCount: tree.descendantCount[row]!,
      descendantErrors: tree.descendantErrors[row]!,
    };
  }
  mergeToolCalls(resolved, duplicateOf);
  return resolved;
}
