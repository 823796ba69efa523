import {
  GEN_AI, HEDDLE, type Artifact, type CallAggregate, type CallApproval, type CallEnd, type CallStart, type CallStatus, type Preview,
  type SpanRecord,
} from '@heddle/model';
import { toPreview } from '../preview.js';
import { jsonAt, listAt, numberAt, objectAt, optionalNumberAt, optionalTextAt, parseJson, textAt } from './attribute-readers.js';
import { durationOf, failureOf, type DecodedSpan } from './decoded-span.js';

/** The inverse of `call-span.ts`. */
export function callOfSpan(span: SpanRecord): DecodedSpan {
  const callId = textAt(span, HEDDLE.callId);
  const lineCellId = optionalTextAt(span, HEDDLE.callCell);
  const runBy = optionalTextAt(span, HEDDLE.callRunBy);
  const cellId = runBy ?? lineCellId;
  const toolCallId = optionalTextAt(span, GEN_AI.toolCallId);
  const parentCallId = optionalTextAt(span, HEDDLE.callParent);
  const line = optionalNumberAt(span, HEDDLE.callLine);
  const column = optionalNumberAt(span, HEDDLE.callColumn);
  const task = optionalTextAt(span, HEDDLE.callTask);
  const start: CallStart = {
    type: 'call-start',
    callId,
    ...(cellId !== undefined && { cellId }),
    ...(toolCallId !== undefined && { toolCallId }),
    ...(parentCallId !== undefined && { parentCallId }),
    plugin: textAt(span, GEN_AI.toolName),
    pluginVersion: textAt(span, HEDDLE.pluginVersion),
    pluginHash: textAt(span, HEDDLE.pluginHash),
    arguments: previewAt(span, GEN_AI.toolArguments, HEDDLE.callArgumentsWhole),
    ...(line !== undefined && { line }),
    ...(column !== undefined && { column }),
    ...(runBy !== undefined && lineCellId !== undefined && { sourceCellId: lineCellId }),
    ...(task !== undefined && { task }),
    callSequence: numberAt(span, HEDDLE.callSequence),
    origin: textAt(span, HEDDLE.callOrigin) as CallStart['origin'],
  };
  return { start, end: () => endOf(span, callId) };
}

function endOf(span: SpanRecord, callId: string): CallEnd {
  const approval = approvalOf(span);
  return {
    type: 'call-end',
    callId,
    status: textAt(span, HEDDLE.callStatus) as CallStatus,
    ...(optionalTextAt(span, GEN_AI.toolResult) !== undefined && { result: previewAt(span, GEN_AI.toolResult, HEDDLE.callResultWhole) }),
    ...failureOf(span),
    durationMs: durationOf(span),
    artifacts: listAt<Artifact>(span, HEDDLE.artifacts),
    ...(approval && { approval }),
  };
}

function approvalOf(span: SpanRecord): CallApproval | undefined {
  const decision = optionalTextAt(span, HEDDLE.approvalDecision);
  if (decision === undefined) return undefined;
  return { decision: decision as CallApproval['decision'], by: textAt(span, HEDDLE.approvalBy), waitedMs: numberAt(span, HEDDLE.approvalWaitedMs) };
}

/** A complete value tells its own summary, size and hash; a shortened one brings those of the whole. */
function previewAt(span: SpanRecord, key: string, wholeKey: string): Preview {
  const json = textAt(span, key);
  const complete = toPreview(parseJson(json), { limit: Infinity });
  if (optionalTextAt(span, wholeKey) === undefined) return complete;
  const { summary, sizeBytes, sha256 } = objectAt(span, wholeKey);
  return {
    json,
    summary: typeof summary === 'string' ? summary : '',
    sizeBytes: typeof sizeBytes === 'number' ? sizeBytes : 0,
    sha256: (typeof sha256 === 'string' ? sha256 : '') as Preview['sha256'],
    truncated: true,
  };
}

/** The inverse of the span that stands for calls without one of their own. */
export function aggregateOfSpan(span: SpanRecord): DecodedSpan | undefined {
  const event = jsonAt(span, HEDDLE.callAggregate) as unknown as CallAggregate | undefined;
  if (typeof event !== 'object' || event === null || !Array.isArray(event.plugins)) return undefined;
  const { cellId, calls, failed, exported, plugins, startUnixNano, durationMs } = event;
  return { start: { type: 'call-aggregate', cellId, calls, failed, exported, plugins, startUnixNano, durationMs } };
}
