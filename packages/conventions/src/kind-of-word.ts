import type { JsonValue, SpanKind } from '@heddle/model';

/** The words by which senders say what a span is. They agree more than they differ, so there is one table for all. */
const KINDS: ReadonlyMap<string, SpanKind> = new Map<string, SpanKind>([
  ['llm', 'llm'], ['chat', 'llm'], ['chat_model', 'llm'], ['generation', 'llm'], ['model', 'llm'], ['text', 'llm'],
  ['embedding', 'embedding'], ['embeddings', 'embedding'], ['embedder', 'embedding'],
  ['rerank', 'rerank'], ['reranker', 'rerank'],
  ['retriever', 'retrieval'], ['retrieval', 'retrieval'],
  ['tool', 'tool'], ['agent', 'agent'],
  ['workflow', 'workflow'], ['session', 'workflow'], ['flow', 'workflow'], ['entry', 'workflow'],
  ['chain', 'chain'], ['task', 'chain'], ['operation', 'chain'], ['prompt', 'chain'], ['parser', 'chain'], ['executor', 'chain'],
  ['step', 'step'], ['memory', 'memory'], ['guardrail', 'guardrail'], ['event', 'event'],
  ['evaluator', 'evaluation'], ['evaluation', 'evaluation'],
]);

/** What a sender's word for a kind means, in any case; `undefined` for words like `span` and `unknown`, which say nothing. */
export function kindOfWord(word: JsonValue | undefined): SpanKind | undefined {
  return typeof word === 'string' ? KINDS.get(word.toLowerCase()) : undefined;
}
