import { msToUnixNano } from '@heddle/model';
import type { SpanId, SpanRecord, TraceId } from '@heddle/model';

/** A span with everything it does not say left empty. Times are milliseconds since the Unix epoch. */
export function spanOf(facts: Omit<Partial<SpanRecord>, 'spanId' | 'traceId'> & {
  readonly spanId: string; readonly traceId: string; readonly startMs: number; readonly durationMs: number | null;
}): SpanRecord {
  const { startMs, durationMs, spanId, traceId, ...rest } = facts;
  return {
    parentSpanId: null, kind: 'other', name: 'span', sourceName: rest.name ?? 'span', status: durationMs === null ? 'running' : 'ok',
    sessionId: null, userId: null, agentName: null, model: null, requestModel: null, provider: null, params: {}, inputMessages: [],
    outputMessages: [], systemText: null, input: null, output: null, inputTokens: null, outputTokens: null, cacheReadTokens: null,
    cacheWriteTokens: null, reasoningTokens: null, usageCounted: false, usageAdjusted: false, duplicateOf: null, reportedCostUsd: null,
    computedCostUsd: null, priceTable: null, finishReasons: [], timeToFirstTokenMs: null, toolName: null, toolCallId: null, toolArguments: null, toolResult: null,
    code: null, call: null, error: null, tags: [], metadata: {}, environment: null, selfReported: false, contentTruncated: false,
    droppedAttributesCount: 0, depth: 0, childCount: 0, descendantCount: 0, descendantErrors: 0, attributes: {}, resource: {},
    scope: { name: 'heddle', version: '0.1.0' }, events: [], links: [],
    ...rest,
    spanId: spanId as SpanId,
    traceId: traceId as TraceId,
    startTime: new Date(startMs).toISOString(),
    startTimeUnixNano: String(msToUnixNano(startMs)),
    endTimeUnixNano: durationMs === null ? '0' : String(msToUnixNano(startMs + durationMs)),
    durationMs,
  };
}

/** Fills the facts that depend on the whole trace, and puts the spans in tree order: parents before children, siblings by start. */
export function inTreeOrder(spans: readonly SpanRecord[]): readonly SpanRecord[] {
  const below = new Map<string | null, SpanRecord[]>();
  for (const span of spans) below.set(span.parentSpanId, [...(below.get(span.parentSpanId) ?? []), span]);
  const ordered: SpanRecord[] = [];
  const visit = (span: SpanRecord, depth: number): { readonly count: number; readonly errors: number } => {
    const at = ordered.push(span) - 1;
    const children = (below.get(span.spanId) ?? []).sort((one, other) => (BigInt(one.startTimeUnixNano) < BigInt(other.startTimeUnixNano) ? -1 : 1));
    let count = 0;
    let errors = 0;
    for (const child of children) {
      const inner = visit(child, depth + 1);
      count += 1 + inner.count;
      errors += (child.status === 'error' ? 1 : 0) + inner.errors;
    }
    ordered[at] = { ...span, depth, childCount: children.length, descendantCount: count, descendantErrors: errors };
    return { count, errors };
  };
  for (const root of below.get(null) ?? []) visit(root, 0);
  return ordered;
}
