import type { SpanRecord } from '@heddle/model';
import { NO_DUPLICATE, startsOwnWork } from './find-duplicates.js';
import { NO_PARENT, type TraceTree } from './trace-tree.js';

/**
 * Marks (with 1) the spans whose usage adds up to the trace's: model calls that are nobody's duplicate and no wrapper of
 * other model calls. What wraps model calls repeats their sum, or the last of them, and so counts only if nothing below it
 * has usage; then the deepest does.
 */
export function countedUsage(tree: TraceTree, duplicateOf: Int32Array): Uint8Array {
  const { spans, parentOf } = tree;
  const counted = new Uint8Array(spans.length);
  const usageBelow = new Uint8Array(spans.length);
  const sameKindBelow = new Uint8Array(spans.length); // bits of LEAF_BITS, of calls within the same piece of work
  for (let row = spans.length - 1; row >= 0; row--) {
    const span = spans[row]!;
    const carries = carriesUsage(span);
    const leafBit = LEAF_BITS[span.kind] ?? 0;
    const wraps = leafBit === 0 ? usageBelow[row] === 1 : (sameKindBelow[row]! & leafBit) !== 0;
    if (carries && !wraps && duplicateOf[row] === NO_DUPLICATE) counted[row] = 1;
    const parent = parentOf[row]!;
    if (parent === NO_PARENT) continue;
    // What a tool cost by itself is no part of what the models below a wrapper used.
    if ((carries && (span.kind !== 'tool' || hasTokens(span))) || usageBelow[row] === 1) usageBelow[parent] = 1;
    if (!startsOwnWork(span)) sameKindBelow[parent]! |= sameKindBelow[row]! | (carries ? leafBit : 0);
  }
  return counted;
}

const LEAF_BITS: Readonly<Record<string, number>> = { llm: 1, embedding: 2, rerank: 4 };

function carriesUsage(span: SpanRecord): boolean {
  return hasTokens(span) || span.reportedCostUsd !== null;
}

function hasTokens(span: SpanRecord): boolean {
  return (span.inputTokens ?? 0) + (span.outputTokens ?? 0) > 0;
}
