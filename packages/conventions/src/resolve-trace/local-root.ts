import type { SpanKind, SpanRecord } from '@heddle/model';
import { NO_PARENT, type TraceTree } from './trace-tree.js';

export interface TraceRoots {
  /** The span that stands for the trace: the first that is about an agent, below HTTP servers and their like. */
  readonly local: number;
  /** That and those beside it which are of the same importance: below one HTTP request there may be several agents. */
  readonly locals: readonly number[];
  /** Rows of the roots proper; of orphans, when nothing else came. */
  readonly proper: readonly number[];
  /** Rows of all roots, orphans among them. */
  readonly all: readonly number[];
}

export function traceRoots(tree: TraceTree): TraceRoots {
  const all: number[] = [];
  for (let row = 0; row < tree.spans.length; row++) if (tree.parentOf[row] === NO_PARENT) all.push(row);
  const parentless = all.filter((row) => tree.spans[row]!.parentSpanId === null);
  const proper = parentless.length > 0 ? parentless : all;
  const found = localRoots(tree, proper);
  const locals = found.length > 0 ? found : localRoots(tree, all);
  return { local: locals[0] ?? proper[0]!, locals: locals.length > 0 ? locals : proper.slice(0, 1), proper, all };
}

/** The shallowest spans of an agent below some roots; of those, the ones that say most of what happened. */
function localRoots(tree: TraceTree, roots: readonly number[]): readonly number[] {
  const found: number[] = [];
  for (const root of roots) {
    const end = root + tree.descendantCount[root]!;
    for (let row = root; row <= end; row++) {
      if (!isAboutAnAgent(tree.spans[row]!)) continue;
      found.push(row);
      row += tree.descendantCount[row]!; // Nothing below it is shallower.
    }
  }
  const depth = least(found, (row) => tree.depth[row]!);
  const shallowest = found.filter((row) => tree.depth[row] === depth);
  const rank = least(shallowest, (row) => rankOf(tree.spans[row]!));
  return shallowest.filter((row) => rankOf(tree.spans[row]!) === rank);
}

/** There may be more rows than a call takes arguments. */
function least(rows: readonly number[], of: (row: number) => number): number {
  return rows.reduce((lowest, row) => Math.min(lowest, of(row)), Infinity);
}

const RANKS: readonly (readonly SpanKind[])[] = [['round', 'workflow', 'agent'], ['chain', 'plan', 'step', 'code', 'other'], ['llm']];

function rankOf({ kind }: SpanRecord): number {
  const rank = RANKS.findIndex((kinds) => kinds.includes(kind));
  return rank === -1 ? RANKS.length : rank;
}

/** Web servers and databases say nothing of what they were asked; a span of no known kind that does may be an agent's. */
function isAboutAnAgent({ kind, input, output }: SpanRecord): boolean {
  return kind === 'other' ? input !== null || output !== null : kind !== 'event';
}
