import {
  GEN_AI, GEN_AI_REQUEST_PREFIX, HEDDLE, type JsonValue, type Message, type MessagePart, type ModelCallEnd, type ModelCallError,
  type ModelCallRequest, type SpanRecord, type ToolDefinition, type Usage,
} from '@heddle/model';
import { listAt, messagesAt, numberAt, optionalNumberAt, structuredAt, textAt } from './attribute-readers.js';
import { durationOf, errorOf, type DecodedSpan } from './decoded-span.js';

/** The inverse of `model-call-span.ts`. Instructions come back as one system message before the conversation. */
export function modelCallOfSpan(span: SpanRecord): DecodedSpan {
  const modelCallId = textAt(span, HEDDLE.modelCallId);
  const instructions = listAt<MessagePart>(span, GEN_AI.systemInstructions);
  const start: ModelCallRequest = {
    type: 'model-call-request',
    modelCallId,
    provider: textAt(span, GEN_AI.providerName),
    model: textAt(span, GEN_AI.requestModel),
    parameters: structuredAt(span, GEN_AI_REQUEST_PREFIX, (key) => key === GEN_AI.requestModel),
    messages: [
      ...(instructions.length > 0 ? [{ role: 'system', parts: instructions }] : []),
      ...messagesAt(span, GEN_AI.inputMessages),
    ],
    ...(span.attributes[GEN_AI.toolDefinitions] !== undefined && { tools: listAt<ToolDefinition>(span, GEN_AI.toolDefinitions) }),
    purpose: textAt(span, HEDDLE.modelCallPurpose),
    attempt: numberAt(span, HEDDLE.modelCallAttempt),
    scripted: span.attributes[HEDDLE.modelCallScripted] === true,
  };
  return { start, end: () => (span.error ? failed(span, modelCallId) : answered(span, modelCallId)) };
}

function failed(span: SpanRecord, modelCallId: string): ModelCallError {
  return {
    type: 'model-call-error',
    modelCallId,
    error: errorOf(span)!,
    willRetry: span.attributes[HEDDLE.modelCallWillRetry] === true,
    durationMs: durationOf(span),
  };
}

function answered(span: SpanRecord, modelCallId: string): ModelCallEnd {
  const finishReasons = span.attributes[GEN_AI.finishReasons];
  const firstTokenSeconds = optionalNumberAt(span, GEN_AI.timeToFirstChunk);
  return {
    type: 'model-call-end',
    modelCallId,
    responseModel: textAt(span, GEN_AI.responseModel),
    output: outputOf(span),
    usage: usageOf(span),
    costUsd: optionalNumberAt(span, HEDDLE.costUsd) ?? null,
    finishReasons: Array.isArray(finishReasons) ? (finishReasons as readonly JsonValue[]).filter((reason) => typeof reason === 'string') : [],
    ...(firstTokenSeconds !== undefined && { timeToFirstTokenMs: firstTokenSeconds * 1_000 }),
    durationMs: durationOf(span),
  };
}

function outputOf(span: SpanRecord): Message {
  const [message] = messagesAt(span, GEN_AI.outputMessages);
  if (!message) return { role: 'assistant', parts: [] };
  const { finish_reason: _written, ...output } = message;
  return output;
}

const COUNTS = [
  ['inputTokens', GEN_AI.inputTokens], ['outputTokens', GEN_AI.outputTokens], ['cacheReadTokens', GEN_AI.cacheReadTokens],
  ['cacheWriteTokens', GEN_AI.cacheWriteTokens], ['reasoningTokens', GEN_AI.reasoningTokens],
] as const;

function usageOf(span: SpanRecord): Usage {
  return Object.fromEntries(COUNTS.flatMap(([field, key]) => {
    const count = optionalNumberAt(span, key);
    return count === undefined ? [] : [[field, count]];
  }));
}
