import type { SpanKind, SpanRecord } from '@heddle/model';
import { toChatMl } from '../../agentops/chat-ml.js';
import type { ChatMlMessage } from '../../agentops/agentops-event.js';
import type { SpanAddition } from '../mapping-exporter.js';
import { definedAttributes } from './defined-attributes.js';
import { spanContent, systemMessage } from './span-content.js';

const KINDS: Partial<Record<SpanKind, string>> = {
  agent: 'AGENT', llm: 'LLM', tool: 'TOOL', code: 'TOOL', embedding: 'EMBEDDING', retrieval: 'RETRIEVER', rerank: 'RERANKER',
  guardrail: 'GUARDRAIL', evaluation: 'EVALUATOR',
};

/**
 * A span in the OpenInference names that Phoenix reads, besides its own.
 *
 * @see https://github.com/Arize-ai/openinference, semantic conventions
 */
export function phoenixAttributes(span: SpanRecord): SpanAddition {
  const { input, output } = spanContent(span);
  return {
    attributes: definedAttributes({
      'openinference.span.kind': KINDS[span.kind] ?? 'CHAIN',
      'input.value': input,
      'input.mime_type': input === undefined ? undefined : mimeType(input),
      'output.value': output,
      'output.mime_type': output === undefined ? undefined : mimeType(output),
      'agent.name': span.agentName,
      'tag.tags': span.tags.length > 0 ? [...span.tags] : undefined,
      ...((span.kind === 'tool' || span.kind === 'code') && { 'tool.name': span.toolName }),
      ...(span.kind === 'llm' && modelCall(span)),
    }),
  };
}

function mimeType(text: string): string {
  return /^\s*[[{]/.test(text) ? 'application/json' : 'text/plain';
}

function modelCall(span: SpanRecord): Record<string, string | number | null | undefined> {
  const { inputTokens, outputTokens } = span;
  return {
    'llm.model_name': span.model,
    'llm.provider': span.provider,
    'llm.invocation_parameters': JSON.stringify(span.params),
    'llm.finish_reason': span.finishReasons[0],
    'llm.token_count.prompt': inputTokens,
    'llm.token_count.completion': outputTokens,
    'llm.token_count.total': inputTokens === null && outputTokens === null ? null : (inputTokens ?? 0) + (outputTokens ?? 0),
    'llm.token_count.prompt_details.cache_read': span.cacheReadTokens,
    'llm.token_count.prompt_details.cache_write': span.cacheWriteTokens,
    'llm.token_count.completion_details.reasoning': span.reasoningTokens,
    'llm.cost.total': span.reportedCostUsd ?? span.computedCostUsd,
    ...numbered('llm.input_messages', [...systemMessage(span), ...toChatMl(span.inputMessages)]),
    ...numbered('llm.output_messages', toChatMl(span.outputMessages)),
  };
}

function numbered(prefix: string, messages: readonly ChatMlMessage[]): Record<string, string> {
  const attributes: [string, string][] = [];
  messages.forEach((message, index) => {
    const at = `${prefix}.${index}.message`;
    attributes.push([`${at}.role`, message.role], [`${at}.content`, message.content]);
    if (message.tool_call_id !== undefined) attributes.push([`${at}.tool_call_id`, message.tool_call_id]);
    message.tool_calls?.forEach(({ id, function: called }, call) => attributes.push(
      [`${at}.tool_calls.${call}.tool_call.id`, id],
      [`${at}.tool_calls.${call}.tool_call.function.name`, called.name],
      [`${at}.tool_calls.${call}.tool_call.function.arguments`, called.arguments],
    ));
  });
  return Object.fromEntries(attributes);
}
