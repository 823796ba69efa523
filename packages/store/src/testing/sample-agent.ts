import type { SpanRecord } from '@heddle/model';

/** Attributes of a round of our own. */
export const ROUND = { 'heddle.kind': 'round', 'gen_ai.workflow.name': 'weather' };
/** Attributes of a call that has a price. */
export const MODEL_CALL = {
  'heddle.kind': 'llm', 'gen_ai.provider.name': 'openai', 'gen_ai.request.model': 'gpt-4o',
  'gen_ai.usage.input_tokens': 1_000, 'gen_ai.usage.output_tokens': 100,
};

/** A conversation of one message. */
export function question(text: string): string {
  return JSON.stringify([{ role: 'user', parts: [{ type: 'text', content: text }] }]);
}

/** A trace as one line for each span, indented by depth. */
export function shape(spans: readonly SpanRecord[]): readonly string[] {
  return spans.map((span) => `${'  '.repeat(span.depth)}${span.name} ${span.status}`);
}
