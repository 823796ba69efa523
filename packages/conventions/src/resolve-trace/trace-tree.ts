import type { SpanRecord } from '@heddle/model';
import { distinctSpans } from './distinct-spans.js';
import { NOT_FOUND, spanIdIndex, type SpanIdIndex } from './span-id-index.js';
import { startOrder } from './start-order.js';

export const NO_PARENT = -1;

/** The spans of a trace as columns, row by row in tree order: parents before children, siblings by start, then id. */
export interface TraceTree {
  readonly spans: readonly SpanRecord[];
  /** Row of each span's parent, or -1. A span whose parent never came, or that began a cycle, is a root. */
  readonly parentOf: Int32Array;
  readonly depth: Uint32Array;
  readonly childCount: Uint32Array;
  readonly descendantCount: Uint32Array;
  readonly descendantErrors: Uint32Array;
}

/**
 * Puts the spans of a trace in order. The answer does not depend on the order of the input.
 * Iterative: a trace may be 100,000 spans deep. Works on ranks in typed arrays and touches each record few times: at this
 * size, waiting for memory is most of the cost.
 *
 * @param sent - spans as they came; of those with the same id, `distinctSpans` chooses one
 */
export function traceTree(sent: readonly SpanRecord[]): TraceTree {
  const sentIndex = spanIdIndex(sent);
  const spans = sentIndex.hasRepeats ? distinctSpans(sent) : sent;
  const order = startOrder(spans);
  const parents = parentRanks(spans, order, sentIndex.hasRepeats ? spanIdIndex(spans) : sentIndex);
  const visit = depthFirst(parents);
  const ordered: SpanRecord[] = Array.from({ length: spans.length });
  const rowOf = new Int32Array(spans.length);
  for (let row = 0; row < visit.length; row++) {
    rowOf[visit[row]!] = row;
    ordered[row] = spans[order[visit[row]!]!]!;
  }
  const parentOf = new Int32Array(spans.length);
  for (let row = 0; row < visit.length; row++) {
    const parent = parents[visit[row]!]!;
    parentOf[row] = parent === NO_PARENT ? NO_PARENT : rowOf[parent]!;
  }
  return { spans: ordered, parentOf, ...counts(ordered, parentOf) };
}

/** The parent of each span, both by their rank in the order of start. */
function parentRanks(spans: readonly SpanRecord[], order: Uint32Array, index: SpanIdIndex): Int32Array {
  const rankOf = new Int32Array(order.length);
  for (let rank = 0; rank < order.length; rank++) rankOf[order[rank]!] = rank;
  const parents = new Int32Array(order.length);
  let lastId: string | null = null;
  let lastRank = NO_PARENT;
  for (let rank = 0; rank < order.length; rank++) {
    const parent = spans[order[rank]!]!.parentSpanId;
    if (parent !== lastId) {
      lastId = parent;
      const row = parent === null ? NOT_FOUND : index.rowOf(parent);
      lastRank = row === NOT_FOUND ? NO_PARENT : rankOf[row]!;
    }
    parents[rank] = lastRank;
  }
  breakCycles(parents);
  return parents;
}

/** Cuts each cycle above its earliest span, which becomes a root. Rows are in the order of start. */
function breakCycles(parents: Int32Array): void {
  const walkOf = new Uint32Array(parents.length); // which walk saw the row first; 0 is none
  for (let start = 0, walk = 1; start < parents.length; start++, walk++) {
    let row = start;
    while (row !== NO_PARENT && walkOf[row] === 0) {
      walkOf[row] = walk;
      row = parents[row]!;
    }
    if (row === NO_PARENT || walkOf[row] !== walk) continue;
    let earliest = row;
    for (let next = parents[row]!; next !== row; next = parents[next]!) earliest = Math.min(earliest, next);
    parents[earliest] = NO_PARENT;
  }
}

function depthFirst(parents: Int32Array): Int32Array {
  const { length } = parents;
  const firstChild = new Int32Array(length).fill(NO_PARENT);
  const nextSibling = new Int32Array(length).fill(NO_PARENT);
  let firstRoot = NO_PARENT;
  // Backwards, so that each list of siblings comes out in the order of start.
  for (let row = length - 1; row >= 0; row--) {
    const parent = parents[row]!;
    if (parent === NO_PARENT) {
      nextSibling[row] = firstRoot;
      firstRoot = row;
    } else {
      nextSibling[row] = firstChild[parent]!;
      firstChild[parent] = row;
    }
  }
  const visit = new Int32Array(length);
  let visited = 0;
  for (let row = firstRoot; row !== NO_PARENT;) {
    visit[visited++] = row;
    if (firstChild[row] !== NO_PARENT) {
      row = firstChild[row]!;
      continue;
    }
    while (row !== NO_PARENT && nextSibling[row] === NO_PARENT) row = parents[row]!;
    if (row !== NO_PARENT) row = nextSibling[row]!;
  }
  return visit;
}

function counts(spans: readonly SpanRecord[], parentOf: Int32Array): Omit<TraceTree, 'spans' | 'parentOf'> {
  const depth = new Uint32Array(spans.length);
  const childCount = new Uint32Array(spans.length);
  const descendantCount = new Uint32Array(spans.length);
  const descendantErrors = new Uint32Array(spans.length);
  for (let row = 0; row < spans.length; row++) {
    const parent = parentOf[row]!;
    if (parent !== NO_PARENT) depth[row] = depth[parent]! + 1;
  }
  // Parents come first, so walking backwards completes every child before its parent is read.
  for (let row = spans.length - 1; row >= 0; row--) {
    const parent = parentOf[row]!;
    if (parent === NO_PARENT) continue;
    childCount[parent]!++;
    descendantCount[parent]! += descendantCount[row]! + 1;
    descendantErrors[parent]! += descendantErrors[row]! + (spans[row]!.status === 'error' ? 1 : 0);
  }
  return { depth, childCount, descendantCount, descendantErrors };
}
