import type { JsonObject, Message, RawSpan, SpanKind } from '@heddle/model';
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

function kindOf({ attributes, name }: RawSpan): SpanKind | undefined {
  // Below a model call its wrapper repeats each tool call that the model asked for; the tool's own span is the call.
  if (name.startsWith('tool_call.')) return 'event';
  return kindOfWord(kindWord(attributes)) ?? kindOfOpenAiAgents(attributes) ?? kindOfName(name);
}

/** `tool`, or as Python prints it, `AgentOpsSpanKindValues.TOOL`; CrewAI's tools are `tool.usage`. */
function kindWord(attributes: JsonObject): string {
  const words = (textOf(attributes['agentops.span.kind']) ?? '').toLowerCase().split('.');
  return words.findLast((word) => kindOfWord(word) !== undefined) ?? words.at(-1)!;
}

/** OpenTelemetry for Python up to 1.29 drops the kind: the decorators of AgentOps also put it at the end of the name. */
function kindOfName(name: string): SpanKind | undefined {
  return kindOfWord(/\.(agent|tool|task|operation|workflow|session)$/.exec(name)?.[1]);
}

/** The npm package says no kind. It records OpenAI Agents only, each span with the facts of its sort. */
function kindOfOpenAiAgents(attributes: JsonObject): SpanKind | undefined {
  if (!('openai_agents.span_id' in attributes)) return undefined;
  if ('function.name' in attributes) return 'tool';
  if ('agent.name' in attributes) return 'agent';
  if ('guardrail.name' in attributes) return 'guardrail';
  return 'response.id' in attributes || 'gen_ai.usage.input_tokens' in attributes ? 'llm' : undefined;
}

function fill(draft: SpanDraft, { attributes }: RawSpan): void {
  const word = kindWord(attributes);
  const name = firstText(attributes, ['operation.name', 'agentops.entity.name']);
  draft.name ??= name;
  draft.sessionId ??= textOf(attributes['workflow.session_id']);
  draft.userId ??= textOf(attributes['workflow.user_id']);
  draft.tags ??= nonEmpty(textList(attributes['agentops.tags']));
  if (draft.kind === 'agent') draft.agentName ??= textOf(attributes['agent.name']) ?? name;
  draft.input ??= structured(firstPresent(attributes, [`agentops.${word}.input`, 'agentops.entity.input', 'workflow.input']));
  draft.output ??= structured(firstPresent(attributes, [`agentops.${word}.output`, 'agentops.entity.output', 'workflow.output']));
  if (draft.kind === 'tool' || draft.kind === 'event') {
    draft.toolName ??= firstText(attributes, ['tool.name', 'function.name']) ?? name;
    // Where others keep the schema, AgentOps keeps the arguments.
    draft.toolArguments ??= structured(firstPresent(attributes, ['tool.parameters', 'function.input'])) ?? functionArguments(draft.input);
    draft.toolResult ??= structured(firstPresent(attributes, ['tool.result', 'function.output']));
    if (attributes['tool.status'] === 'failed') draft.failed = true;
  }
  const called = textOf(attributes['gen_ai.message.function_call.name']);
  if (draft.kind === 'llm' && called !== undefined) draft.outputMessages ??= [toolCallMessage(called, attributes)];
  if (/^(?:fail|error)/i.test(textOf(attributes['agentops.session.end_state']) ?? '')) draft.failed = true;
}

/** A reply of the npm package that calls a tool: one call, the last, is all it records. */
function toolCallMessage(name: string, attributes: JsonObject): Message {
  const sent = structured(attributes['gen_ai.message.function_call.arguments']);
  return { role: 'assistant', parts: [{ type: 'tool_call', name, ...(sent !== undefined && { arguments: sent }) }] };
}
