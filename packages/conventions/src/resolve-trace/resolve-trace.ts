import type { SpanId, SpanRecord, TraceSummary } from '@heddle/model';
import { continued, type EarlierParts } from './continued-trace.js';
import { countedUsage } from './counted-usage.js';
import { NO_DUPLICATE, findDuplicates } from './find-duplicates.js';
import { traceRoots, type TraceRoots } from './local-root.js';
import { protocolFacts, withProtocolFacts, type ProtocolFacts } from './protocol-facts.js';
import { taskWeaverSource } from './taskweaver-source.js';
import { traceIdentity, type TraceIdentity } from './trace-identity.js';
import { traceText } from './trace-text.js';
import { traceDurationMs } from './trace-duration.js';
import { traceTotals } from './trace-totals.js';
import { NO_PARENT, traceTree, type TraceTree } from './trace-tree.js';

export interface ResolvedTrace {
  readonly trace: TraceSummary;
  /** In tree order: parents before children, siblings by start time, then by span id. */
  readonly spans: SpanRecord[];
}

export interface ResolveOptions {
  /** Which part of the tree order to give; the whole by default. The trace itself is always resolved from all spans. */
  readonly window?: { readonly first: number; readonly count: number };
}

/**
 * Finds what can only be known of a trace as a whole: its tree, whose it is, what its usage adds up to.
 * The answer is the same for any order of the spans, for spans that came more than once, and for spans that were
 * resolved before. A span whose parent never came is a root and keeps its `parentSpanId`.
 *
 * Hot: runs on each trace read. Budget: 150 ms per 100,000 spans, deep or wide, with a window of 1,000. To copy 100,000
 * records takes longer than everything else, so ask for the window that is shown; see `bench/conventions.bench.mjs`.
 *
 * @param spans - the spans of one trace, at least one
 * @throws {RangeError} when there are no spans
 */
export function resolveTrace(spans: readonly SpanRecord[], options: ResolveOptions = {}): ResolvedTrace {
  const { trace, spanCount, spansFrom } = traceResolution(spans);
  const { first = 0, count = spanCount } = options.window ?? {};
  return { trace, spans: spansFrom(first, count) };
}

/** A trace that was resolved, any part of which can be asked for: whoever shows window after window keeps it. */
export interface TraceResolution {
  readonly trace: TraceSummary;
  /** True when the span that names it has no parent, here or elsewhere. */
  readonly hasRoot: boolean;
  readonly spanCount: number;
  /** A part of the tree order. */
  spansFrom(first: number, count: number): SpanRecord[];
  /** The same part as the spans were before. */
  sentFrom(first: number, count: number): readonly SpanRecord[];
  /** Where a span stands in the tree order; -1 when it is not of the trace. */
  indexOf(spanId: SpanId): number;
}

/**
 * Resolves once what {@link resolveTrace} resolves for each call.
 *
 * @param earlier - what the parts before said, for a trace that is too large to be resolved at once: its parts are resolved one after the
 *   other, from the earliest start on. A span whose parent is in an earlier part is a root of its own part
 * @throws {RangeError} when there are no spans
 */
export function traceResolution(spans: readonly SpanRecord[], earlier?: EarlierParts): TraceResolution {
  if (spans.length === 0) throw new RangeError('A trace has at least one span; there were none to resolve.');
  const tree = traceTree(spans);
  const roots = traceRoots(tree);
  const duplicateOf = findDuplicates(tree);
  const counted = countedUsage(tree, duplicateOf);
  const own = traceIdentity(tree, roots);
  const identity = earlier ? { ...own, sessionId: earlier.trace.sessionId ?? own.sessionId, userId: earlier.trace.userId ?? own.userId } : own;
  const status = traceStatus(tree, roots);
  const root = tree.spans[roots.local]!;
  const error = status === 'error' ? rootsOf(tree, roots).find((span) => span.error !== null)?.error : undefined;
  const hasRoot = root.parentSpanId === null;
  const end = (first: number, count: number) => Math.min(tree.spans.length, first + count);
  const trace = {
    traceId: root.traceId,
    name: root.name,
    ...identity,
    ...traceText(tree, roots, status === 'error'),
    status,
    ...(error && { error }),
    ...traceDurationMs(tree.spans, status === 'running'),
    totals: traceTotals(tree.spans, duplicateOf, counted),
  };
  let resolution: Resolution | undefined;
  return {
    trace: earlier ? continued(earlier, { trace, hasRoot }) : trace,
    hasRoot: hasRoot || (earlier?.hasRoot ?? false),
    spanCount: tree.spans.length,
    spansFrom(first, count) {
      resolution ??= { tree, identity, duplicateOf, counted, agents: [], toolFacts: protocolFacts(tree.spans, duplicateOf), sources: taskWeaverSource(tree) };
      return resolvedSpans(resolution, Math.max(0, first), end(first, count));
    },
    sentFrom: (first, count) => tree.spans.slice(Math.max(0, first), end(first, count)),
    indexOf: (spanId) => tree.spans.findIndex((span) => span.spanId === spanId),
  };
}

/** Running while any root runs; failed when the root failed, or the span that stands for the trace. */
function traceStatus(tree: TraceTree, roots: TraceRoots): TraceSummary['status'] {
  if (roots.all.some((row) => tree.spans[row]!.status === 'running')) return 'running';
  return rootsOf(tree, roots).some((span) => span.status === 'error') ? 'error' : 'ok';
}

function rootsOf(tree: TraceTree, roots: TraceRoots): readonly SpanRecord[] {
  return [roots.local, ...roots.proper].map((row) => tree.spans[row]!);
}

interface Resolution {
  readonly tree: TraceTree;
  readonly identity: TraceIdentity;
  readonly duplicateOf: Int32Array;
  readonly counted: Uint8Array;
  /** The agent that each span belongs to, of as many as were asked for. */
  readonly agents: (string | null)[];
  readonly toolFacts: ReadonlyMap<number, ProtocolFacts>;
  /** Code of cells that is elsewhere, by their row. */
  readonly sources: ReadonlyMap<number, string>;
}

function resolvedSpans(resolution: Resolution, first: number, end: number): SpanRecord[] {
  const { tree, identity, duplicateOf, counted, agents, toolFacts, sources } = resolution;
  nameAgents(agents, tree, end);
  const resolved: SpanRecord[] = [];
  for (let row = first; row < end; row++) {
    const span = tree.spans[row]!;
    const twin = duplicateOf[row]!;
    const record: SpanRecord = {
      ...span,
      sessionId: span.sessionId ?? identity.sessionId,
      userId: span.userId ?? identity.userId,
      agentName: agents[row]!,
      code: span.code && { ...span.code, source: sources.get(row) ?? span.code.source },
      usageCounted: counted[row] === 1,
      duplicateOf: twin === NO_DUPLICATE ? null : tree.spans[twin]!.spanId,
      depth: tree.depth[row]!,
      childCount: tree.childCount[row]!,
      descendantCount: tree.descendantCount[row]!,
      descendantErrors: tree.descendantErrors[row]!,
    };
    const facts = toolFacts.get(row);
    resolved.push(facts ? withProtocolFacts(record, facts) : record);
  }
  return resolved;
}

/** Goes on with the agents that spans belong to: their own, or the nearest above. */
function nameAgents(names: (string | null)[], tree: TraceTree, end: number): void {
  for (let row = names.length; row < end; row++) {
    const parent = tree.parentOf[row]!;
    names.push(tree.spans[row]!.agentName ?? (parent === NO_PARENT ? null : names[parent]!));
  }
}
