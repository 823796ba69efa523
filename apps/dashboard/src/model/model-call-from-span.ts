import { HEDDLE } from '@heddle/model';
import type { SpanRecord } from '@heddle/model';
import { numberAt, textAt } from './call-from-span.js';
import { momentMs } from './elapsed-ms.js';
import { errorOfSpan } from './error-of-span.js';
import { spanCost } from './span-cost.js';
import type { ModelCall } from './transcript.js';

/** A model call as its span tells it, so that the same inspector shows calls of any agent. */
export function modelCallFromSpan(span: SpanRecord): ModelCall {
  const system = span.systemText === null || span.systemText === '' || span.inputMessages.some((message) => message.role === 'system')
    ? []
    : [{ role: 'system', parts: [{ type: 'text' as const, content: span.systemText }] }];
  return {
    id: textAt(span, HEDDLE.modelCallId) ?? span.spanId,
    sequence: undefined,
    provider: span.provider ?? '',
    model: span.model ?? span.requestModel ?? span.name,
    purpose: textAt(span, HEDDLE.modelCallPurpose) ?? '',
    attempt: numberAt(span, HEDDLE.modelCallAttempt) ?? 1,
    scripted: span.attributes[HEDDLE.modelCallScripted] === true,
    parameters: span.params,
    messages: [...system, ...span.inputMessages],
    state: span.status,
    streamed: '',
    output: span.outputMessages[0],
    usage: {
      inputTokens: span.inputTokens ?? undefined,
      outputTokens: span.outputTokens ?? undefined,
      cacheReadTokens: span.cacheReadTokens ?? undefined,
      cacheWriteTokens: span.cacheWriteTokens ?? undefined,
      reasoningTokens: span.reasoningTokens ?? undefined,
    },
    costUsd: spanCost(span),
    finishReasons: span.finishReasons,
    timeToFirstTokenMs: span.timeToFirstTokenMs ?? undefined,
    startMs: momentMs(span.startTimeUnixNano),
    durationMs: span.durationMs ?? undefined,
    error: errorOfSpan(span),
    willRetry: span.attributes[HEDDLE.modelCallWillRetry] === true,
    traceId: span.traceId,
    spanId: span.spanId,
  };
}
