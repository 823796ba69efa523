import type { RawSpan, SpanKind } from '@heddle/model';
import { metadataOf } from '../attributes/metadata-of.js';
import { msUntilIsoTime } from '../attributes/ms-until-iso-time.js';
import { structured } from '../attributes/structured.js';
import { textList } from '../attributes/text-list.js';
import { firstText, textOf } from '../attributes/text-of.js';
import { nonEmpty, type SpanDraft } from '../span-draft.js';
import type { Dialect } from './dialect.js';

/** Mastra's OpenTelemetry exporter. Of the spans around one model call exactly one is a `chat` with usage. */
export const mastra: Dialect = { kindOf, fill };

const KINDS: ReadonlyMap<string, SpanKind> = new Map<string, SpanKind>([
  ['agent_run', 'agent'], ['workflow_run', 'workflow'], ['workflow_step', 'step'],
  ['workflow_conditional', 'chain'], ['workflow_conditional_eval', 'chain'], ['workflow_parallel', 'chain'],
  ['workflow_loop', 'chain'], ['workflow_sleep', 'chain'], ['workflow_wait_event', 'chain'],
  ['model_inference', 'llm'], ['model_step', 'step'], ['model_chunk', 'event'],
  ['tool_call', 'tool'], ['mcp_tool_call', 'tool'], ['provider_tool_call', 'tool'],
  ['rag_embedding', 'embedding'],
]);

function kindOf({ attributes }: RawSpan): SpanKind | undefined {
  const type = textOf(attributes['mastra.span.type']);
  // Older exporters made the generation the `chat`; newer ones put an inference below it.
  if (type === 'model_generation') return attributes['gen_ai.operation.name'] === 'chat' ? 'llm' : 'step';
  return type === undefined ? undefined : KINDS.get(type);
}

const METADATA = 'mastra.metadata.';

function fill(draft: SpanDraft, span: RawSpan): void {
  const { attributes } = span;
  const type = textOf(attributes['mastra.span.type']) ?? '';
  draft.sessionId ??= firstText(attributes, [`${METADATA}threadId`, `${METADATA}sessionId`]);
  draft.userId ??= firstText(attributes, [`${METADATA}userId`, `${METADATA}user_id`]);
  draft.tags ??= nonEmpty(textList(attributes['mastra.tags']));
  draft.metadata ??= metadataOf(attributes, ['mastra.metadata']);
  draft.input ??= structured(attributes[`mastra.${type}.input`]);
  draft.output ??= structured(attributes[`mastra.${type}.output`]);
  draft.timeToFirstTokenMs ??= msUntilIsoTime(span.startTime, attributes['mastra.completion_start_time']);
}
