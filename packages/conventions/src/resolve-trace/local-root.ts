import type { SpanRecord } from '@heddle/model';
import { NO_PARENT, type TraceTree } from './trace-tree.js';

export interface TraceRoots {
  /** The span that stands for the trace: the first that is about an agent, below HTTP servers and their like. */
  readonly local: number;
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
  return { local: localRoot(tree, proper) ?? localRoot(tree, all) ?? proper[0]!, proper, all };
}

/** The shallowest span of an agent below some roots, and of those the first. */
function localRoot(tree: TraceTree, roots: readonly number[]): number | undefined {
  let found: number | undefined;
  for (const root of roots) {
    const end = root + tree.descendantCount[root]!;
    for (let row = root; row <= end; row++) {
      if (!isAboutAnAgent(tree.spans[row]!)) continue;
      if (found === undefined || tree.depth[row]! < tree.depth[found]!) found = row;
      row += tree.descendantCount[row]!; // Nothing below it is shallower.
    }
  }
  return found;
}

/** Web servers and databases say nothing of what they were asked; a span of no known kind that does may be an agent's. */
function isAboutAnAgent({ kind, input, output }: SpanRecord): boolean {
  return kind === 'other' ? input !== null || output !== null : kind !== 'event';
}
