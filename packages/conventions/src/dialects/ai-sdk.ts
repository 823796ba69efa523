import { isJsonObject, type JsonObject, type JsonValue, type Message, type MessagePart, type RawSpan, type SpanKind } from '@heddle/model';
import { countOf, firstAmount, firstCount } from '../attributes/amount-of.js';
import { firstPresent } from '../attributes/first-present.js';
import { metadataOf } from '../attributes/metadata-of.js';
import { structured, structuredObject } from '../attributes/structured.js';
import { textList } from '../attributes/text-list.js';
import { firstText, textOf } from '../attributes/text-of.js';
import { withPrefix } from '../attributes/with-prefix.js';
import { toolCall } from '../messages/parse-part.js';
import { readContent } from '../read-content.js';
import { nonEmpty, type SpanDraft } from '../span-draft.js';
import type { Dialect } from './dialect.js';

/** The Vercel AI SDK, versions 4 to 6 and the legacy mode of 7 (scope `ai`); what 7 adds to GenAI spans. */
export const aiSdk: Dialect = { kindOf, fill };

const OPERATIONS: ReadonlyMap<string, SpanKind> = new Map<string, SpanKind>([
  ['ai.generateText.doGenerate', 'llm'], ['ai.streamText.doStream', 'llm'],
  ['ai.generateObject.doGenerate', 'llm'], ['ai.streamObject.doStream', 'llm'],
  ['ai.embed.doEmbed', 'embedding'], ['ai.embedMany.doEmbed', 'embedding'], ['ai.rerank.doRerank', 'rerank'],
  ['ai.toolCall', 'tool'],
  ['ai.generateText', 'agent'], ['ai.streamText', 'agent'],
  ['ai.generateObject', 'chain'], ['ai.streamObject', 'chain'], ['ai.embed', 'chain'], ['ai.embedMany', 'chain'], ['ai.rerank', 'chain'],
]);

const MODEL = ['ai.model.id', 'aisdk.model.id', 'gen_ai.request.model'];

/** `operation.name` is the operation, a space and the function's id, where `ai.operationId` is missing. */
function kindOf({ attributes }: RawSpan): SpanKind | undefined {
  const operation = textOf(attributes['ai.operationId']) ?? textOf(attributes['operation.name'])?.split(' ', 1)[0];
  const kind = operation === undefined ? undefined : OPERATIONS.get(operation);
  return kind === 'llm' && firstText(attributes, MODEL) === undefined ? undefined : kind;
}

function fill(draft: SpanDraft, { attributes }: RawSpan): void {
  draft.sessionId ??= firstText(attributes, SESSION);
  draft.userId ??= firstText(attributes, USER);
  const functionId = textOf(attributes['ai.telemetry.functionId']);
  if (draft.kind === 'agent') draft.agentName ??= functionId;
  draft.name ??= functionId;
  draft.model ??= textOf(attributes['ai.response.model']);
  draft.requestModel ??= firstText(attributes, ['ai.model.id', 'aisdk.model.id']);
  draft.provider ??= firstText(attributes, ['ai.model.provider', 'aisdk.model.provider']);
  draft.params ??= settingsOf(attributes);
  draft.tags ??= nonEmpty(textList(attributes['ai.telemetry.metadata.tags']));
  draft.metadata ??= metadataOf(attributes, ['ai.telemetry.metadata', 'ai.settings.context']);
  fillUsage(draft, attributes);
  draft.finishReasons ??= nonEmpty(textList(firstPresent(attributes, ['ai.response.finishReason', 'ai.finishReason'])));
  draft.timeToFirstTokenMs ??= firstAmount(attributes, ['ai.response.msToFirstChunk', 'ai.stream.msToFirstChunk']);
  fillContent(draft, attributes);
}

const PREFIXES = ['ai.telemetry.metadata.', 'ai.settings.context.'];
const SESSION = PREFIXES.flatMap((prefix) => [`${prefix}sessionId`, `${prefix}session_id`]);
const USER = PREFIXES.flatMap((prefix) => [`${prefix}userId`, `${prefix}user_id`]);

function settingsOf(attributes: JsonObject): JsonObject | undefined {
  const settings = withPrefix(attributes, 'ai.settings.');
  if (!settings) return undefined;
  const kept = Object.entries(settings).filter(([name]) => !name.startsWith('context'));
  return kept.length === 0 ? undefined : Object.fromEntries(kept);
}

function fillContent(draft: SpanDraft, attributes: JsonObject): void {
  if (draft.kind === 'tool') {
    draft.toolName ??= textOf(attributes['ai.toolCall.name']);
    draft.toolCallId ??= textOf(attributes['ai.toolCall.id']);
    draft.toolArguments ??= structured(attributes['ai.toolCall.args'] ?? attributes['ai.toolCall.input']);
    draft.toolResult ??= structured(attributes['ai.toolCall.result'] ?? attributes['ai.toolCall.output']);
    return;
  }
  if (draft.kind === 'embedding') {
    draft.input ??= structured(attributes['ai.value']) ?? listOfJson(attributes['ai.values']);
    return;
  }
  const prompt = attributes['ai.prompt.messages'] ?? attributes['ai.prompt'];
  draft.inputMessages ??= readContent(draft, prompt, 'user');
  draft.outputMessages ??= answer(attributes, 'ai.response.') ?? answer(attributes, 'ai.result.');
}

/** `ai.values` is a list of JSON texts. */
function listOfJson(value: JsonValue | undefined): JsonValue | undefined {
  return Array.isArray(value) ? value.map((item: JsonValue) => structured(item) ?? null) : structured(value);
}

function answer(attributes: JsonObject, prefix: string): readonly Message[] | undefined {
  const parts: MessagePart[] = [];
  const thought = textOf(attributes[`${prefix}reasoning`]);
  if (thought !== undefined) parts.push({ type: 'reasoning', content: thought });
  const text = textOf(attributes[`${prefix}text`]) ?? textOf(attributes[`${prefix}object`]);
  if (text !== undefined) parts.push({ type: 'text', content: text });
  const calls = structured(attributes[`${prefix}toolCalls`]);
  for (const call of Array.isArray(calls) ? (calls as readonly JsonValue[]) : []) {
    const read = structured(call);
    const part = isJsonObject(read) ? toolCall(read) : undefined;
    if (part) parts.push(part);
  }
  return parts.length === 0 ? undefined : [{ role: 'assistant', parts }];
}

function fillUsage(draft: SpanDraft, attributes: JsonObject): void {
  draft.inputTokens ??= firstCount(attributes, ['ai.usage.inputTokens', 'ai.usage.promptTokens', 'ai.usage.tokens']);
  draft.outputTokens ??= firstCount(attributes, ['ai.usage.outputTokens', 'ai.usage.completionTokens']);
  draft.cacheReadTokens ??= firstCount(attributes, ['ai.usage.inputTokenDetails.cacheReadTokens', 'ai.usage.cachedInputTokens']);
  draft.cacheWriteTokens ??= countOf(attributes['ai.usage.inputTokenDetails.cacheWriteTokens']);
  draft.reasoningTokens ??= firstCount(attributes, ['ai.usage.outputTokenDetails.reasoningTokens', 'ai.usage.reasoningTokens']);
  const detailed = 'ai.usage.inputTokenDetails.noCacheTokens' in attributes || 'ai.usage.inputTokenDetails.cacheReadTokens' in attributes;
  if (detailed || draft.inputTokens === undefined || !('ai.operationId' in attributes)) return; // 7's GenAI spans are inclusive.
  fillProviderUsage(draft, structuredObject(attributes['ai.response.providerMetadata']));
  // Version 5 passes Anthropic's counts on, which leave the cache out; from 6 on the details are there and it is in.
  // Gateways with OpenAI's counts have Claude too.
  const provider = draft.provider ?? '';
  if (/anthropic/i.test(provider) || (/bedrock/i.test(provider) && /anthropic/i.test(draft.model ?? draft.requestModel ?? ''))) draft.cacheIsExclusive = true;
  addSeparateReasoning(draft, countOf(attributes['ai.usage.totalTokens']));
}

/** Version 5 passes Gemini's counts on, in which thoughts are beside the answer: the total tells. */
function addSeparateReasoning(draft: SpanDraft, totalTokens: number | undefined): void {
  const { inputTokens = 0, outputTokens = 0, reasoningTokens = 0 } = draft;
  if (reasoningTokens === 0 || totalTokens !== inputTokens + outputTokens + reasoningTokens) return;
  draft.outputTokens = outputTokens + reasoningTokens;
  draft.usageAdjusted = true;
}

function fillProviderUsage(draft: SpanDraft, metadata: JsonObject | undefined): void {
  if (!metadata) return;
  for (const provider of ['anthropic', 'bedrock', 'openai'] as const) {
    const facts = metadata[provider];
    if (!isJsonObject(facts)) continue;
    const usage = isJsonObject(facts['usage']) ? facts['usage'] : {};
    draft.cacheReadTokens ??= countOf(facts['cacheReadInputTokens']) ?? firstCount(usage, ['cache_read_input_tokens', 'cacheReadInputTokens'])
      ?? countOf(facts['cachedPromptTokens']);
    draft.cacheWriteTokens ??= countOf(facts['cacheCreationInputTokens']) ?? firstCount(usage, ['cache_creation_input_tokens', 'cacheWriteInputTokens']);
    draft.reasoningTokens ??= countOf(facts['reasoningTokens']);
  }
}
