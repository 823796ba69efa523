import type { RawSpan, SpanKind } from '@heddle/model';
import { textOf } from '../attributes/text-of.js';
import type { SpanDraft } from '../span-draft.js';
import type { Dialect } from './dialect.js';

/** Flue. */
export const flue: Dialect = { kindOf, fill };

function kindOf({ attributes }: RawSpan): SpanKind | undefined {
  if ('flue.tool.name' in attributes) return 'tool';
  return 'flue.task.agent' in attributes ? 'agent' : undefined;
}

function fill(draft: SpanDraft, { attributes }: RawSpan): void {
  draft.toolName ??= textOf(attributes['flue.tool.name']);
  draft.agentName ??= textOf(attributes['flue.task.agent']);
}
