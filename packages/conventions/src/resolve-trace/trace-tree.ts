import type { SpanRecord } from '@heddle/model';
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
 * Iterative: a trace may be 100,000 spans deep.
 *
 * @param spans - each span id once, see `distinctSpans`
 */
export function traceTree(spans: readonly SpanRecord[]): TraceTree {
  const byStart = Array.from(startOrder(spans), (row) => spans[row]!);
  const parents = parentRows(byStart);
  const visit = depthFirst(parents, byStart.length);
  const rowOf = new Int32Array(byStart.length);
  for (let row = 0; row < visit.length; row++) rowOf[visit[row]!] = row;
  const parentOf = new Int32Array(byStart.length);
  for (let row = 0; row < visit.length; row++) {
    const parent = parents[visit[row]!]!;
    parentOf[row] = parent === NO_PARENT ? NO_PARENT : rowOf[parent]!;
  }
  const ordered = Array.from(visit, (rank) => byStart[rank]!);
  return { spans: ordered, parentOf, ...counts(ordered, parentOf) };
}

function parentRows(spans: readonly SpanRecord[]): Int32Array {
  const rowOf = new Map<string, number>();
  for (let row = 0; row < spans.length; row++) rowOf.set(spans[row]!.spanId, row);
  const parents = new Int32Array(spans.length);
  for (let row = 0; row < spans.length; row++) {
    const parent = spans[row]!.parentSpanId;
    parents[row] = parent === null ? NO_PARENT : (rowOf.get(parent) ?? NO_PARENT);
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

function depthFirst(parents: Int32Array, length: number): Int32Array {
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
