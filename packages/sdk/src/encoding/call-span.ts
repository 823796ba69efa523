import { GEN_AI, HEDDLE, type CallAggregate, type CallEnd, type CallStart, type Preview } from '@heddle/model';
import type { Attributes } from '@opentelemetry/api';
import { jsonAttribute, type SpanEnding, type SpanOpening } from './encoded-span.js';

export function openCallSpan(event: CallStart): SpanOpening {
  return {
    name: `execute_tool ${event.plugin}`,
    kind: 'tool',
    client: false,
    attributes: {
      [GEN_AI.operationName]: 'execute_tool',
      [GEN_AI.toolName]: event.plugin,
      [GEN_AI.toolType]: 'function',
      [GEN_AI.toolArguments]: event.arguments.json,
      [HEDDLE.callId]: event.callId,
      ...wholeAttribute(HEDDLE.callArgumentsWhole, event.arguments),
      ...(event.toolCallId !== undefined && { [GEN_AI.toolCallId]: event.toolCallId }),
      ...(event.cellId !== undefined && { [HEDDLE.callCell]: event.sourceCellId ?? event.cellId }),
      ...(event.sourceCellId !== undefined && { [HEDDLE.callRunBy]: event.cellId }),
      ...(event.parentCallId !== undefined && { [HEDDLE.callParent]: event.parentCallId }),
      ...(event.line !== undefined && { [HEDDLE.callLine]: event.line }),
      ...(event.column !== undefined && { [HEDDLE.callColumn]: event.column }),
      ...(event.task !== undefined && { [HEDDLE.callTask]: event.task }),
      [HEDDLE.callSequence]: event.callSequence,
      [HEDDLE.callOrigin]: event.origin,
      [HEDDLE.pluginVersion]: event.pluginVersion,
      [HEDDLE.pluginHash]: event.pluginHash,
    },
  };
}

/** What a shortened preview says of the whole value; a complete one says it itself. */
function wholeAttribute(key: string, { truncated, summary, sizeBytes, sha256 }: Preview): Attributes {
  return truncated ? { [key]: jsonAttribute({ summary, sizeBytes, sha256 }) } : {};
}

/** Call statuses that say why the span ended, rather than what the plugin did. */
const END_REASONS: ReadonlySet<string> = new Set(['timeout', 'interrupted', 'cancelled', 'cell-end', 'kernel-exit', 'host-crash']);

export function endCallSpan(event: CallEnd): SpanEnding {
  return {
    attributes: {
      [HEDDLE.callStatus]: event.status,
      ...(event.result && { [GEN_AI.toolResult]: event.result.json, [HEDDLE.callSummary]: event.result.summary, ...wholeAttribute(HEDDLE.callResultWhole, event.result) }),
      ...(event.artifacts.length > 0 && { [HEDDLE.artifacts]: jsonAttribute(event.artifacts) }),
      ...(event.approval && {
        [HEDDLE.approvalDecision]: event.approval.decision,
        [HEDDLE.approvalBy]: event.approval.by,
        [HEDDLE.approvalWaitedMs]: event.approval.waitedMs,
      }),
    },
    error: event.status === 'ok' ? undefined : (event.error ?? { type: event.status, message: `The call ended with ${event.status}.` }),
    endReason: END_REASONS.has(event.status) ? event.status : undefined,
  };
}

/** The span that stands for the calls that have none of their own. */
export function openAggregateSpan(event: CallAggregate): SpanOpening {
  return {
    name: `execute_tool ${event.plugins.length === 1 ? event.plugins[0]!.plugin : 'calls'} ×${event.calls}`,
    kind: 'tool',
    client: false,
    attributes: {
      [GEN_AI.operationName]: 'execute_tool',
      [GEN_AI.toolName]: event.plugins.length === 1 ? event.plugins[0]!.plugin : 'calls',
      [GEN_AI.toolType]: 'function',
      [HEDDLE.callCell]: event.cellId,
      [HEDDLE.callOrigin]: 'code',
      [HEDDLE.callAggregate]: jsonAttribute(aggregateOf(event)),
    },
  };
}

/** The payload alone: an event from the journal has its envelope around it. */
function aggregateOf({ type, cellId, calls, failed, exported, plugins, startUnixNano, durationMs }: CallAggregate): CallAggregate {
  return { type, cellId, calls, failed, exported, plugins, startUnixNano, durationMs };
}
