import type { JsonObject, RawSpan, SpanKind } from '@heddle/model';
import { amountOf, firstAmount, firstCount } from '../attributes/amount-of.js';
import { firstPresent } from '../attributes/first-present.js';
import { structured } from '../attributes/structured.js';
import { textList } from '../attributes/text-list.js';
import { firstText, textOf } from '../attributes/text-of.js';
import { withPrefix } from '../attributes/with-prefix.js';
import { contentOfEvents, isContentEvent, type ContentEvent } from '../content-events.js';
import { kindOfWord } from '../kind-of-word.js';
import { instructionsText } from '../messages/instructions-text.js';
import { readContent } from '../read-content.js';
import { nonEmpty, type SpanDraft } from '../span-draft.js';
import { toolContentOfEvents } from '../tool-events.js';
import type { Dialect } from './dialect.js';

/**
 * The GenAI conventions of OpenTelemetry: 1.36 (messages as events), 1.41, 0.1.0, and the vendor spellings that grew
 * around them. Nearly every other dialect has some of these keys too, so this one is asked of every span that has any.
 */
export const genAi: Dialect = { kindOf, fill };

const OPERATIONS: ReadonlyMap<string, SpanKind> = new Map<string, SpanKind>([
  ['chat', 'llm'], ['text_completion', 'llm'], ['completion', 'llm'], ['generate_content', 'llm'], ['generate', 'llm'],
  // Semantic Kernel, by language and version.
  ['chat.completions', 'llm'], ['text.completions', 'llm'], ['text_completions', 'llm'],
  ['chat.streaming_completions', 'llm'], ['text.streaming_completions', 'llm'],
  // LiteLLM names the function that was called; those with an `a` are asynchronous.
  ['acompletion', 'llm'], ['atext_completion', 'llm'], ['responses', 'llm'], ['aresponses', 'llm'], ['anthropic_messages', 'llm'],
  ['agenerate_content', 'llm'], ['generate_content_stream', 'llm'], ['agenerate_content_stream', 'llm'], ['aembedding', 'embedding'], ['arerank', 'rerank'],
  ['embeddings', 'embedding'], ['embedding', 'embedding'], ['rerank', 'rerank'], ['retrieval', 'retrieval'],
  ['execute_tool', 'tool'], ['invoke_agent', 'agent'], ['create_agent', 'agent'], ['invoke_workflow', 'workflow'],
  ['plan', 'plan'], ['agent_step', 'step'],
  ['guardrail.run', 'guardrail'], ['guard', 'guardrail'],
]);

function kindOf(span: RawSpan): SpanKind | undefined {
  const { attributes } = span;
  const alibaba = kindOfWord(attributes['gen_ai.span.kind']);
  if (alibaba) return alibaba;
  const operation = attributes['gen_ai.operation.name'];
  if (typeof operation === 'string') {
    const kind = OPERATIONS.get(operation) ?? (/(?:^|_)memory(?:_|$)/.test(operation) ? 'memory' : undefined);
    if (kind) return kind;
  }
  const method = attributes['mcp.method.name'];
  if (typeof method === 'string') return method === 'tools/call' ? 'tool' : 'other';
  const requestType = firstText(attributes, ['llm.request.type', 'gen_ai.request.type']);
  return (requestType === undefined ? undefined : OPERATIONS.get(requestType)) ?? kindByEvidence(span);
}

/** Without a marker: what the span carries says what it is. An unknown operation is never taken for a model call. */
function kindByEvidence({ attributes, events }: RawSpan): SpanKind | undefined {
  if ('gen_ai.tool.name' in attributes || 'gen_ai.tool.call.id' in attributes) return 'tool';
  if ('gen_ai.retrieval.query.text' in attributes || 'gen_ai.retrieval.documents' in attributes) return 'retrieval';
  if ('gen_ai.embeddings.dimension.count' in attributes) return 'embedding';
  if (attributes['gen_ai.operation.name'] !== undefined) return undefined;
  if (!('gen_ai.request.model' in attributes) && !('gen_ai.response.model' in attributes)) return undefined;
  const spoke = EVIDENCE_OF_A_CALL.some((key) => key in attributes) || events.some((event) => isContentEvent(event.name));
  return spoke ? 'llm' : undefined;
}

const INPUT_TOKENS = [
  'gen_ai.usage.input_tokens', 'gen_ai.usage.prompt_tokens', 'llm.usage.prompt_tokens', 'gen_ai.response.prompt_tokens',
];
const OUTPUT_TOKENS = [
  'gen_ai.usage.output_tokens', 'gen_ai.usage.completion_tokens', 'llm.usage.completion_tokens', 'gen_ai.response.completion_tokens',
];
const CACHE_READ_TOKENS = [
  'gen_ai.usage.cache_read.input_tokens', 'gen_ai.usage.cache_read_input_tokens',
  'gen_ai.usage.details.cache_read_tokens', 'gen_ai.usage.details.cache_read_input_tokens',
];
const CACHE_WRITE_TOKENS = [
  'gen_ai.usage.cache_write.input_tokens', 'gen_ai.usage.cache_creation.input_tokens', 'gen_ai.usage.cache_creation_input_tokens',
  'gen_ai.usage.details.cache_write_tokens', 'gen_ai.usage.details.cache_creation_input_tokens',
];
const REASONING_TOKENS = [
  'gen_ai.usage.reasoning.output_tokens', 'gen_ai.usage.reasoning_tokens', 'gen_ai.usage.details.reasoning_tokens',
];
const EVIDENCE_OF_A_CALL = [
  ...INPUT_TOKENS, ...OUTPUT_TOKENS, 'gen_ai.input.messages', 'gen_ai.output.messages', 'gen_ai.prompt', 'gen_ai.completion',
  'gen_ai.prompt.0.role', 'gen_ai.prompt.0.content', 'gen_ai.completion.0.role', 'gen_ai.completion.0.content',
];

const FINISH_REASONS = [
  'gen_ai.response.finish_reasons', 'gen_ai.response.finish_reason', 'gen_ai.response.stop_reason', 'gen_ai.finishReason',
];
const FIRST_TOKEN_SECONDS = [
  'gen_ai.response.time_to_first_chunk', 'gen_ai.client.operation.time_to_first_chunk', 'gen_ai.streaming.time_to_first_token',
];
const MS_PER_SECOND = 1_000;
const NOT_PARAMS: ReadonlySet<string> = new Set(['model', 'user', 'system_instruction', 'instructions', 'type']);

/** AgentOps flattens tool definitions among the parameters. */
function isNoParameter(name: string): boolean {
  return NOT_PARAMS.has(name) || name.startsWith('functions.') || name.startsWith('tools.');
}

function fill(draft: SpanDraft, span: RawSpan): void {
  const { attributes } = span;
  const isOpenLit = span.scope.name.startsWith('openlit');
  draft.sessionId ??= firstText(attributes, ['session.id', 'gen_ai.conversation.id']);
  draft.userId ??= firstText(attributes, ['user.id', 'enduser.id', 'gen_ai.user', 'gen_ai.request.user']);
  draft.agentName ??= textOf(attributes['gen_ai.agent.name']);
  draft.model ??= textOf(attributes['gen_ai.response.model']);
  draft.requestModel ??= textOf(attributes['gen_ai.request.model']);
  draft.provider ??= firstText(attributes, ['gen_ai.provider.name', 'gen_ai.system']);
  draft.params ??= withPrefix(attributes, 'gen_ai.request.', isNoParameter);
  fillContent(draft, span);
  draft.inputTokens ??= firstCount(attributes, INPUT_TOKENS);
  draft.outputTokens ??= firstCount(attributes, OUTPUT_TOKENS);
  draft.cacheReadTokens ??= firstCount(attributes, CACHE_READ_TOKENS);
  draft.cacheWriteTokens ??= firstCount(attributes, CACHE_WRITE_TOKENS);
  draft.reasoningTokens ??= firstCount(attributes, REASONING_TOKENS);
  // OpenLIT counts Anthropic's cache beside the input, and says 0 where it does not know a price.
  if (isOpenLit && draft.provider === 'anthropic') draft.cacheIsExclusive = true;
  const reportedCostUsd = reportedCost(attributes);
  if (!(isOpenLit && reportedCostUsd === 0)) draft.reportedCostUsd ??= reportedCostUsd;
  draft.finishReasons ??= nonEmpty(textList(firstPresent(attributes, FINISH_REASONS)).map(plainReason));
  const firstTokenSeconds = firstAmount(attributes, FIRST_TOKEN_SECONDS);
  if (firstTokenSeconds !== undefined) draft.timeToFirstTokenMs ??= firstTokenSeconds * MS_PER_SECOND;
  // OpenLIT puts the tool that a model asked for on the model call.
  if (draft.kind !== 'llm') {
    draft.toolName ??= textOf(attributes['gen_ai.tool.name']);
    draft.toolCallId ??= textOf(attributes['gen_ai.tool.call.id']);
  }
  draft.toolArguments ??= structured(attributes['gen_ai.tool.call.arguments'] ?? attributes['gen_ai.tool.input']);
  draft.toolResult ??= structured(attributes['gen_ai.tool.call.result'] ?? attributes['gen_ai.tool.output']);
  if (draft.kind === 'tool' && span.events.length > 0) {
    const content = toolContentOfEvents(contentEvents(span.events));
    draft.toolArguments ??= content.arguments;
    draft.toolResult ??= content.result;
  }
  if (draft.kind === 'retrieval') {
    draft.input ??= structured(attributes['gen_ai.retrieval.query.text']);
    draft.output ??= structured(attributes['gen_ai.retrieval.documents']);
  }
  if (draft.kind === 'memory') {
    draft.input ??= structured(attributes['gen_ai.memory.query.text']);
    draft.output ??= structured(attributes['gen_ai.memory.records']);
  }
}

/** Semantic Kernel writes the name of its constant: `FinishReason.TOOL_CALLS`. */
function plainReason(reason: string): string {
  return reason.startsWith('FinishReason.') ? reason.slice('FinishReason.'.length).toLowerCase() : reason;
}

function contentEvents(events: RawSpan['events']): readonly ContentEvent[] {
  return events.map((event) => ({ name: event.name, fields: event.attributes }));
}

function fillContent(draft: SpanDraft, { attributes, events }: RawSpan): void {
  draft.inputMessages ??= readContent(draft, attributes['gen_ai.input.messages'], 'user');
  draft.outputMessages ??= readContent(draft, attributes['gen_ai.output.messages'], 'assistant');
  draft.systemText ??= instructionsText(firstPresent(attributes, SYSTEM_TEXT));
  // Those of a tool are no conversation.
  if (events.length === 0 || draft.kind === 'tool') return;
  const content = contentOfEvents(contentEvents(events));
  draft.inputMessages ??= content.inputMessages;
  draft.outputMessages ??= content.outputMessages;
  draft.systemText ??= content.systemText;
  draft.finishReasons ??= content.finishReasons;
}

const SYSTEM_TEXT = ['gen_ai.system_instructions', 'gen_ai.request.system_instruction', 'gen_ai.request.instructions'];

function reportedCost(attributes: JsonObject): number | undefined {
  const total = firstAmount(attributes, ['gen_ai.usage.cost', 'gen_ai.usage.total_cost', 'gen_ai.cost.total_cost']);
  if (total !== undefined) return total;
  const input = firstAmount(attributes, ['gen_ai.usage.input_cost', 'gen_ai.usage.prompt_cost']);
  const output = amountOf(attributes['gen_ai.usage.output_cost']) ?? amountOf(attributes['gen_ai.usage.completion_cost']);
  return input === undefined && output === undefined ? undefined : (input ?? 0) + (output ?? 0);
}
