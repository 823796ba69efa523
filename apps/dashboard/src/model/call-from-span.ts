import { HEDDLE } from '@heddle/model';
import type { CallApproval, CallStatus, SpanRecord } from '@heddle/model';
import { elapsedMs } from './elapsed-ms.js';
import { errorOfSpan } from './error-of-span.js';
import { parseArtifacts } from './parse-artifacts.js';
import { previewOf } from './preview-of.js';
import type { Call } from './transcript.js';

const CALL_STATUSES: ReadonlySet<string> = new Set<CallStatus>([
  'ok', 'error', 'refused', 'timeout', 'interrupted', 'cancelled', 'cell-end', 'kernel-exit', 'host-crash',
]);

/**
 * A call as its span tells it: for sessions whose events are missing, and for the trace page.
 *
 * @param cellStartNano - start of its cell; default the call's own start
 */
export function callFromSpan(span: SpanRecord, cellStartNano: string = span.startTimeUnixNano): Call {
  const parent = textAt(span, HEDDLE.callParent);
  return {
    id: textAt(span, HEDDLE.callId) ?? span.spanId,
    cellId: span.call?.cellId ?? '',
    parentCallId: parent,
    plugin: span.toolName ?? span.name,
    pluginVersion: textAt(span, HEDDLE.pluginVersion),
    pluginHash: textAt(span, HEDDLE.pluginHash),
    sequence: span.call?.sequence ?? 0,
    line: span.call?.line ?? undefined,
    column: span.call?.column ?? undefined,
    sourceCellId: undefined,
    origin: span.call?.origin,
    arguments: previewOf(span.toolArguments ?? span.input),
    result: previewOf(span.toolResult ?? span.output, textAt(span, HEDDLE.callSummary)),
    status: callStatus(span),
    error: errorOfSpan(span),
    startMs: Math.max(0, elapsedMs(cellStartNano, span.startTimeUnixNano)),
    durationMs: span.durationMs ?? undefined,
    artifacts: Object.hasOwn(span.attributes, HEDDLE.artifacts) ? parseArtifacts(span.attributes[HEDDLE.artifacts]) : [],
    logs: [],
    approval: approvalOf(span),
    traceId: span.traceId,
    spanId: span.spanId,
  };
}

function approvalOf(span: SpanRecord): CallApproval | undefined {
  const decision = textAt(span, HEDDLE.approvalDecision);
  if (decision !== 'approved' && decision !== 'denied') return undefined;
  return { decision, by: textAt(span, HEDDLE.approvalBy) ?? 'somebody', waitedMs: numberAt(span, HEDDLE.approvalWaitedMs) ?? 0 };
}

function callStatus(span: SpanRecord): Call['status'] {
  if (span.status === 'running') return 'running';
  const said = textAt(span, HEDDLE.callStatus) ?? textAt(span, HEDDLE.spanEndReason);
  if (said !== undefined && CALL_STATUSES.has(said)) return said as CallStatus;
  return span.status;
}

/** An attribute when it is text. */
export function textAt(span: SpanRecord, key: string): string | undefined {
  const value = Object.hasOwn(span.attributes, key) ? span.attributes[key] : undefined;
  return typeof value === 'string' ? value : undefined;
}

/** An attribute when it is a number, also when it came as decimal text. */
export function numberAt(span: SpanRecord, key: string): number | undefined {
  const value = Object.hasOwn(span.attributes, key) ? span.attributes[key] : undefined;
  const number = typeof value === 'string' && value !== '' ? Number(value) : value;
  return typeof number === 'number' && Number.isFinite(number) ? number : undefined;
}
