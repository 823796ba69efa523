import type { CallRecord, CodeRecord, JsonObject, JsonValue, Message, SpanKind, SpanRecord } from '@heddle/model';

/**
 * What is known of a span so far. Dialects fill it one after the other, each only what is still `undefined`: the order
 * of the dialects is the order of trust, and content is parsed only if nobody before had it.
 */
export interface SpanDraft {
  /** Decided before any field is filled. */
  kind: SpanKind;
  /** Text of the span for readers, where neither a tool nor an agent names it. */
  name: string | undefined;
  status: SpanRecord['status'] | undefined;
  sessionId: string | undefined;
  userId: string | undefined;
  agentName: string | undefined;
  model: string | undefined;
  requestModel: string | undefined;
  /** As the sender wrote it. */
  provider: string | undefined;
  params: JsonObject | undefined;
  inputMessages: readonly Message[] | undefined;
  outputMessages: readonly Message[] | undefined;
  systemText: string | undefined;
  input: JsonValue | undefined;
  output: JsonValue | undefined;
  inputTokens: number | undefined;
  outputTokens: number | undefined;
  cacheReadTokens: number | undefined;
  cacheWriteTokens: number | undefined;
  reasoningTokens: number | undefined;
  /** True when the sender is known to count cache tokens beside the input tokens and not within. */
  cacheIsExclusive: boolean;
  /** True when a dialect has added exclusive counts up already. */
  usageAdjusted: boolean;
  reportedCostUsd: number | undefined;
  finishReasons: readonly string[] | undefined;
  timeToFirstTokenMs: number | undefined;
  toolName: string | undefined;
  toolCallId: string | undefined;
  toolArguments: JsonValue | undefined;
  toolResult: JsonValue | undefined;
  code: CodeRecord | undefined;
  call: CallRecord | undefined;
  /** True when something other than the span's status says that it failed. */
  failed: boolean;
  errorType: string | undefined;
  errorMessage: string | undefined;
  tags: readonly string[] | undefined;
  metadata: JsonObject | undefined;
  environment: string | undefined;
  selfReported: boolean;
  contentTruncated: boolean;
}

export function createSpanDraft(kind: SpanKind): SpanDraft {
  return {
    kind, name: undefined, status: undefined, sessionId: undefined, userId: undefined, agentName: undefined,
    model: undefined, requestModel: undefined, provider: undefined, params: undefined, inputMessages: undefined,
    outputMessages: undefined, systemText: undefined, input: undefined, output: undefined, inputTokens: undefined,
    outputTokens: undefined, cacheReadTokens: undefined, cacheWriteTokens: undefined, reasoningTokens: undefined,
    cacheIsExclusive: false, usageAdjusted: false, reportedCostUsd: undefined, finishReasons: undefined, timeToFirstTokenMs: undefined,
    toolName: undefined, toolCallId: undefined, toolArguments: undefined, toolResult: undefined, code: undefined,
    call: undefined, failed: false, errorType: undefined, errorMessage: undefined, tags: undefined, metadata: undefined,
    environment: undefined, selfReported: false, contentTruncated: false,
  };
}

/** Reads messages into a field's value: `undefined` when there are none, so that the next dialect is asked. */
export function nonEmpty<T>(list: readonly T[]): readonly T[] | undefined {
  return list.length === 0 ? undefined : list;
}
