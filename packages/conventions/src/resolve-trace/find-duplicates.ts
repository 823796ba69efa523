import type { SpanRecord } from '@heddle/model';
import { firstText } from '../attributes/text-of.js';
import { NO_PARENT, type TraceTree } from './trace-tree.js';

export const NO_DUPLICATE = -1;

/**
 * For each row the row that says the same thing and counts instead, or -1.
 *
 * - Model calls: a framework's span over the provider SDK's span is one call, and the inner one counts. They are one when
 *   the outer has a single model call below it with the same response id, or with the same model and tokens that agree.
 *   A response id that comes again elsewhere in the trace is the same call again: of two the inner counts, or the one that has tokens.
 *   What Logfire says when a stream ends is the call that began it, and says more.
 * - Tools: a tool span, the MCP client's below it and the MCP server's below that are one call, and the outer one counts.
 * - Markers that a span has begun (Logfire's pending spans) repeat their parent.
 */
export function findDuplicates(tree: TraceTree): Int32Array {
  const duplicateOf = new Int32Array(tree.spans.length).fill(NO_DUPLICATE);
  markNestedModelCalls(tree, duplicateOf);
  markRepeatedResponses(tree, duplicateOf);
  markBegunStreams(tree, duplicateOf);
  markNestedTools(tree, duplicateOf);
  for (let row = 0; row < duplicateOf.length; row++) duplicateOf[row] = countedInstead(duplicateOf, row);
  return duplicateOf;
}

/**
 * The end of a chain of duplicates. Nested pairs point down or up, never both ways, so there is one; should two rules ever make a ring, its
 * spans count. Halves the chain as it goes: 100,000 nested calls stay linear.
 */
function countedInstead(duplicateOf: Int32Array, start: number): number {
  let row = start;
  for (let steps = 0; duplicateOf[row] !== NO_DUPLICATE; steps++) {
    if (steps > duplicateOf.length) return NO_DUPLICATE;
    const next = duplicateOf[row]!;
    if (duplicateOf[next] !== NO_DUPLICATE) duplicateOf[row] = duplicateOf[next]!;
    row = next;
  }
  return row === start ? NO_DUPLICATE : row;
}

function hasTokens(span: SpanRecord): boolean {
  return span.inputTokens !== null || span.outputTokens !== null;
}

function isModelCall(span: SpanRecord): boolean {
  return span.kind === 'llm' || span.kind === 'embedding';
}

function responseId(span: SpanRecord): string | undefined {
  return firstText(span.attributes, ['gen_ai.response.id', 'ai.response.id', 'llm.response.id']);
}

const MANY = -2;

function markNestedModelCalls(tree: TraceTree, duplicateOf: Int32Array): void {
  const { spans, parentOf } = tree;
  // The one nearest model call below each row, no tool or agent being between: -1 none, -2 several.
  const below = new Int32Array(spans.length).fill(NO_DUPLICATE);
  for (let row = spans.length - 1; row >= 0; row--) {
    const span = spans[row]!;
    const inner = below[row]!;
    if (isModelCall(span) && inner >= 0 && isSameCall(span, spans[inner]!)) {
      // An inner span without usage (a gateway's raw request) adds nothing: then the outer one counts.
      if (hasTokens(span) && !hasTokens(spans[inner]!)) duplicateOf[inner] = row;
      else duplicateOf[row] = inner;
    }
    const parent = parentOf[row]!;
    if (parent === NO_PARENT || startsOwnWork(span)) continue;
    const nearest = isModelCall(span) ? row : inner;
    if (nearest !== NO_DUPLICATE) below[parent] = below[parent] === NO_DUPLICATE ? nearest : MANY;
  }
}

/**
 * True for spans below which model calls are calls of their own, and no repetition of one above: when streaming, some
 * senders put the tool, with the agent that it runs, below the very call that asked for it.
 */
export function startsOwnWork(span: SpanRecord): boolean {
  return OWN_WORK.has(span.kind);
}

const OWN_WORK: ReadonlySet<string> = new Set(['tool', 'code', 'agent', 'workflow', 'round']);

function isSameCall(outer: SpanRecord, inner: SpanRecord): boolean {
  if (outer.kind !== inner.kind) return false;
  const id = responseId(outer);
  if (id !== undefined && id === responseId(inner)) return true;
  const sameModel = outer.model === null || inner.model === null || sharesModel(outer, inner);
  return sameModel && agree(outer.inputTokens, inner.inputTokens) && agree(outer.outputTokens, inner.outputTokens);
}

function sharesModel(outer: SpanRecord, inner: SpanRecord): boolean {
  return [outer.model, outer.requestModel].some((model) => model !== null && (model === inner.model || model === inner.requestModel));
}

function agree(a: number | null, b: number | null): boolean {
  return a === null || b === null || a === b;
}

function markRepeatedResponses(tree: TraceTree, duplicateOf: Int32Array): void {
  const countsWith = new Map<string, number>();
  for (let row = 0; row < tree.spans.length; row++) {
    const span = tree.spans[row]!;
    if (!isModelCall(span) || duplicateOf[row] !== NO_DUPLICATE) continue;
    const id = responseId(span);
    if (id === undefined) continue;
    const other = countsWith.get(id);
    if (other === undefined) countsWith.set(id, row);
    else if (saysMore(tree, other, row)) {
      duplicateOf[other] = row;
      countsWith.set(id, row);
    } else duplicateOf[row] = other;
  }
}

/** True when of two spans of one call the later one counts: it has tokens and the other has none, or both or none have and it is within the other. */
function saysMore({ spans, descendantCount }: TraceTree, other: number, row: number): boolean {
  const has = hasTokens(spans[row]!);
  return has === hasTokens(spans[other]!) ? row <= other + descendantCount[other]! : has;
}

/** Logfire's span of a streamed call ends when the stream begins, without answer or tokens. A log beside it has them when the stream ends. */
function markBegunStreams({ spans, parentOf }: TraceTree, duplicateOf: Int32Array): void {
  const begun = new Map<number, number>();
  for (let row = 0; row < spans.length; row++) {
    const span = spans[row]!;
    if (span.kind !== 'llm') continue;
    const parent = parentOf[row]!;
    if (span.attributes['logfire.span_type'] !== 'log') {
      if (hasTokens(span) || duplicateOf[row] !== NO_DUPLICATE) begun.delete(parent);
      else begun.set(parent, row);
      continue;
    }
    const call = begun.get(parent);
    // A log that repeats another span already says nothing of its own.
    if (call === undefined || duplicateOf[row] !== NO_DUPLICATE || spans[call]!.requestModel !== span.requestModel) continue;
    duplicateOf[call] = row;
    begun.delete(parent);
  }
}

function markNestedTools(tree: TraceTree, duplicateOf: Int32Array): void {
  const { spans, parentOf } = tree;
  const nearestTool = new Int32Array(spans.length).fill(NO_PARENT); // at or above the row
  for (let row = 0; row < spans.length; row++) {
    const span = spans[row]!;
    const parent = parentOf[row]!;
    const above = parent === NO_PARENT ? NO_PARENT : nearestTool[parent]!;
    if (above !== NO_PARENT && span.kind === 'tool' && isSameToolCall(spans[above]!, span)) {
      duplicateOf[row] = above;
    }
    if (parent !== NO_PARENT && span.attributes['logfire.span_type'] === 'pending_span') duplicateOf[row] = parent;
    nearestTool[row] = span.kind === 'tool' ? row : above;
  }
}

/** A tool that calls a tool of its own name is two calls, unless the inner is the protocol or has the same call id. */
function isSameToolCall(outer: SpanRecord, inner: SpanRecord): boolean {
  if (outer.toolName === null || outer.toolName !== inner.toolName) return false;
  if (inner.attributes['mcp.method.name'] !== undefined) return true;
  return outer.toolCallId !== null && outer.toolCallId === inner.toolCallId;
}
