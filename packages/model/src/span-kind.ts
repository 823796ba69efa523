/**
 * What a span is, whoever sent it. Running and watching use two words for the same thing, always paired so:
 * round = `round`, post = `agent`, model call = `llm`, cell = `code`, call = `tool`.
 */
export const SPAN_KINDS = [
  'round', 'workflow', 'agent', 'step', 'plan', 'llm', 'embedding', 'rerank', 'retrieval',
  'tool', 'code', 'memory', 'guardrail', 'evaluation', 'chain', 'event', 'other',
] as const;

export type SpanKind = (typeof SPAN_KINDS)[number];

const KNOWN: ReadonlySet<string> = new Set(SPAN_KINDS);

/** Reads a span kind, or gives `undefined` when the text is not one. */
export function parseSpanKind(text: unknown): SpanKind | undefined {
  return typeof text === 'string' && KNOWN.has(text) ? (text as SpanKind) : undefined;
}
