import type { RawSpan, SpanKind } from '@heddle/model';
import { firstPresent } from '../attributes/first-present.js';
import { functionArguments } from '../attributes/function-arguments.js';
import { structured } from '../attributes/structured.js';
import { textList } from '../attributes/text-list.js';
import { firstText, textOf } from '../attributes/text-of.js';
import { kindOfWord } from '../kind-of-word.js';
import { nonEmpty, type SpanDraft } from '../span-draft.js';
import type { Dialect } from './dialect.js';

/** The AgentOps SDK. A trace of it is a session; there is no key for one. */
export const agentOps: Dialect = { kindOf, fill };

function kindOf({ attributes }: RawSpan): SpanKind | undefined {
  return kindOfWord(attributes['agentops.span.kind']);
}

function fill(draft: SpanDraft, { attributes }: RawSpan): void {
  const word = textOf(attributes['agentops.span.kind']) ?? '';
  const name = firstText(attributes, ['operation.name', 'agentops.entity.name']);
  draft.name ??= name;
  draft.sessionId ??= textOf(attributes['workflow.session_id']);
  draft.userId ??= textOf(attributes['workflow.user_id']);
  draft.tags ??= nonEmpty(textList(attributes['agentops.tags']));
  if (draft.kind === 'agent') draft.agentName ??= textOf(attributes['agent.name']) ?? name;
  draft.input ??= structured(firstPresent(attributes, [`agentops.${word}.input`, 'agentops.entity.input', 'workflow.input']));
  draft.output ??= structured(firstPresent(attributes, [`agentops.${word}.output`, 'agentops.entity.output', 'workflow.output']));
  if (draft.kind === 'tool') {
    draft.toolName ??= textOf(attributes['tool.name']) ?? name;
    // Where others keep the schema, AgentOps keeps the arguments.
    draft.toolArguments ??= structured(attributes['tool.parameters']) ?? functionArguments(draft.input);
    draft.toolResult ??= structured(attributes['tool.result']);
    if (attributes['tool.status'] === 'failed') draft.failed = true;
  }
  if (/^fail/i.test(textOf(attributes['agentops.session.end_state']) ?? '')) draft.failed = true;
}
