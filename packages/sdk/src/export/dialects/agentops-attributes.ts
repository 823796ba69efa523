import type { SpanKind, SpanRecord } from '@heddle/model';
import type { Attributes } from '@opentelemetry/api';
import { toChatMl } from '../../agentops/chat-ml.js';
import type { ChatMlMessage } from '../../agentops/agentops-event.js';
import type { SpanAddition } from '../mapping-exporter.js';
import { definedAttributes } from './defined-attributes.js';
import { spanContent, systemMessage } from './span-content.js';

const KINDS: Partial<Record<SpanKind, string>> = {
  round: 'session', workflow: 'workflow', agent: 'agent', llm: 'llm', tool: 'tool', code: 'task', guardrail: 'guardrail',
};

/** A span in the attribute names of AgentOps' SDK 0.4, besides its own. Its server keys on `agentops.span.kind` and the name's ending. */
export function agentOpsAttributes(span: SpanRecord): SpanAddition {
  const kind = KINDS[span.kind] ?? 'operation';
  const { input, output } = spanContent(span);
  return {
    name: span.kind === 'llm' ? span.sourceName : `${span.name}.${kind}`,
    attributes: definedAttributes({
      'agentops.span.kind': kind,
      'operation.name': span.name,
      ...(span.kind !== 'llm' && { 'agentops.entity.input': input, 'agentops.entity.output': output, [`agentops.${kind}.input`]: input, [`agentops.${kind}.output`]: output }),
      ...(kind === 'session' && { 'agentops.tags': span.tags.length > 0 ? [...span.tags] : undefined, 'agentops.session.end_state': endState(span) }),
      ...(span.kind === 'agent' && { 'agent.name': span.agentName }),
      ...(span.kind === 'tool' && { 'tool.name': span.toolName, 'tool.parameters': input, 'tool.result': output, 'tool.status': span.status === 'error' ? 'failed' : 'succeeded' }),
      ...(span.kind === 'llm' && modelCall(span)),
    }),
  };
}

function endState(span: SpanRecord): string {
  if (span.status === 'error') return 'Error';
  return span.attributes['heddle.round.state'] === 'paused' ? 'Indeterminate' : 'Success';
}

function modelCall(span: SpanRecord): Record<string, string | number | null | undefined> {
  const { inputTokens, outputTokens } = span;
  return {
    'gen_ai.system': span.provider,
    'gen_ai.request.model': span.requestModel,
    'gen_ai.response.model': span.model,
    'gen_ai.response.finish_reason': span.finishReasons[0],
    'gen_ai.usage.prompt_tokens': inputTokens,
    'gen_ai.usage.completion_tokens': outputTokens,
    'gen_ai.usage.total_tokens': inputTokens === null && outputTokens === null ? null : (inputTokens ?? 0) + (outputTokens ?? 0),
    'gen_ai.usage.cache_read_input_tokens': span.cacheReadTokens,
    'gen_ai.usage.cache_creation_input_tokens': span.cacheWriteTokens,
    'gen_ai.usage.reasoning_tokens': span.reasoningTokens,
    'gen_ai.usage.total_cost': span.reportedCostUsd ?? span.computedCostUsd,
    ...numbered('gen_ai.prompt', [...systemMessage(span), ...toChatMl(span.inputMessages)]),
    ...numbered('gen_ai.completion', toChatMl(span.outputMessages)),
  };
}

function numbered(prefix: string, messages: readonly ChatMlMessage[]): Record<string, string> {
  const attributes: [string, string][] = [];
  messages.forEach((message, index) => {
    attributes.push([`${prefix}.${index}.role`, message.role], [`${prefix}.${index}.content`, message.content]);
    if (message.tool_call_id !== undefined) attributes.push([`${prefix}.${index}.tool_call_id`, message.tool_call_id]);
    message.tool_calls?.forEach(({ id, function: called }, call) => attributes.push(
      [`${prefix}.${index}.tool_calls.${call}.id`, id],
      [`${prefix}.${index}.tool_calls.${call}.name`, called.name],
      [`${prefix}.${index}.tool_calls.${call}.arguments`, called.arguments],
    ));
  });
  return Object.fromEntries(attributes) satisfies Attributes;
}
