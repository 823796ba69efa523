import type { RawSpan } from '@heddle/model';
import type { SpanDraft } from './span-draft.js';

/** What a reader calls a span: the tool, the agent, what its dialect says, or its own name. */
export function displayName(draft: SpanDraft, span: RawSpan): string {
  if ((draft.kind === 'tool' || draft.kind === 'code') && draft.toolName !== undefined) return draft.toolName;
  if (draft.kind === 'agent' && draft.agentName !== undefined) return draft.agentName;
  return draft.name ?? span.name;
}

/** The tool or agent that a span's name names, for senders that say it nowhere else. */
export function nameWithin(spanName: string, kind: 'tool' | 'agent'): string | undefined {
  const match = kind === 'tool'
    ? /^(?:execute_tool |running tool: ?|tools\/call )(.+)$|^(.+)\.tool$/.exec(spanName)
    : /^(?:invoke_agent |create_agent )(.+)$|^(.+)\.(?:agent|run|reply)$/.exec(spanName);
  return match?.[1] ?? match?.[2];
}
