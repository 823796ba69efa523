import {
  GEN_AI, GEN_AI_REQUEST_PREFIX, HEDDLE, type Message, type ModelCallEnd, type ModelCallError, type ModelCallRequest,
} from '@heddle/model';
import { jsonAttribute, type SpanEnding, type SpanOpening } from './encoded-span.js';
import { structuredAttributes } from './structured-attributes.js';

export function openModelCallSpan(event: ModelCallRequest): SpanOpening {
  const instructions = event.messages.filter((message) => message.role === 'system').flatMap((message) => message.parts);
  const conversation = event.messages.filter((message) => message.role !== 'system');
  return {
    name: `chat ${event.model}`,
    kind: 'llm',
    client: true,
    attributes: {
      [GEN_AI.operationName]: 'chat',
      [GEN_AI.providerName]: event.provider,
      [GEN_AI.requestModel]: event.model,
      ...structuredAttributes(event.parameters, GEN_AI_REQUEST_PREFIX),
      ...(instructions.length > 0 && { [GEN_AI.systemInstructions]: jsonAttribute(instructions) }),
      [GEN_AI.inputMessages]: jsonAttribute(conversation satisfies readonly Message[]),
      ...(event.tools && { [GEN_AI.toolDefinitions]: jsonAttribute(event.tools) }),
      [HEDDLE.modelCallId]: event.modelCallId,
      [HEDDLE.modelCallPurpose]: event.purpose,
      [HEDDLE.modelCallAttempt]: event.attempt,
      ...(event.scripted && { [HEDDLE.modelCallScripted]: true }),
    },
  };
}

export function endModelCallSpan(event: ModelCallEnd): SpanEnding {
  const { usage } = event;
  return {
    attributes: {
      [GEN_AI.responseModel]: event.responseModel,
      [GEN_AI.outputMessages]: jsonAttribute([{ ...event.output, finish_reason: event.finishReasons[0] }]),
      [GEN_AI.finishReasons]: [...event.finishReasons],
      ...(usage.inputTokens !== undefined && { [GEN_AI.inputTokens]: usage.inputTokens }),
      ...(usage.outputTokens !== undefined && { [GEN_AI.outputTokens]: usage.outputTokens }),
      ...(usage.cacheReadTokens !== undefined && { [GEN_AI.cacheReadTokens]: usage.cacheReadTokens }),
      ...(usage.cacheWriteTokens !== undefined && { [GEN_AI.cacheWriteTokens]: usage.cacheWriteTokens }),
      ...(usage.reasoningTokens !== undefined && { [GEN_AI.reasoningTokens]: usage.reasoningTokens }),
      ...(event.timeToFirstTokenMs !== undefined && { [GEN_AI.timeToFirstChunk]: event.timeToFirstTokenMs / 1_000 }),
      ...(event.costUsd !== null && { [HEDDLE.costUsd]: event.costUsd }),
    },
  };
}

export function failModelCallSpan(event: ModelCallError): SpanEnding {
  return { attributes: { [HEDDLE.modelCallWillRetry]: event.willRetry }, error: event.error };
}
