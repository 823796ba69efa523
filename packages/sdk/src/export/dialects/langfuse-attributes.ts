import { unixNanoToIso, type SpanKind, type SpanRecord } from '@heddle/model';
import type { SpanAddition } from '../mapping-exporter.js';
import { definedAttributes } from './defined-attributes.js';
import { spanContent } from './span-content.js';

const TYPES: Partial<Record<SpanKind, string>> = {
  round: 'chain', workflow: 'chain', chain: 'chain', agent: 'agent', llm: 'generation', embedding: 'embedding', retrieval: 'retriever',
  tool: 'tool', code: 'tool', guardrail: 'guardrail', evaluation: 'evaluator', event: 'event',
};

/**
 * A span in Langfuse's attribute names, besides its own.
 *
 * @see https://langfuse.com/integrations/native/opentelemetry, property mapping
 */
export function langfuseAttributes(span: SpanRecord): SpanAddition {
  const { input, output } = spanContent(span);
  const isRoot = span.parentSpanId === null;
  return {
    attributes: definedAttributes({
      'langfuse.observation.type': TYPES[span.kind] ?? 'span',
      'langfuse.observation.input': input,
      'langfuse.observation.output': output,
      ...(span.error && { 'langfuse.observation.level': 'ERROR', 'langfuse.observation.status_message': span.error.message || span.error.type }),
      ...(span.kind === 'llm' && {
        'langfuse.observation.model.name': span.model,
        'langfuse.observation.model.parameters': JSON.stringify(span.params),
        'langfuse.observation.usage_details': usageDetails(span),
        'langfuse.observation.cost_details': costDetails(span),
        'langfuse.observation.completion_start_time': firstTokenTime(span),
      }),
      ...(isRoot && {
        'langfuse.trace.name': span.name,
        'langfuse.trace.input': input,
        'langfuse.trace.output': output,
        'langfuse.trace.tags': span.tags.length > 0 ? [...span.tags] : undefined,
      }),
    }),
  };
}

/** Langfuse adds its buckets up, so each token stands in one of them only; ours contain one another. */
function usageDetails({ inputTokens, outputTokens, cacheReadTokens, cacheWriteTokens, reasoningTokens }: SpanRecord): string | undefined {
  if (inputTokens === null && outputTokens === null) return undefined;
  return JSON.stringify({
    input: (inputTokens ?? 0) - (cacheReadTokens ?? 0) - (cacheWriteTokens ?? 0),
    ...(cacheReadTokens && { input_cached_tokens: cacheReadTokens }),
    ...(cacheWriteTokens && { input_cache_creation: cacheWriteTokens }),
    output: (outputTokens ?? 0) - (reasoningTokens ?? 0),
    ...(reasoningTokens && { output_reasoning_tokens: reasoningTokens }),
  });
}

function costDetails({ reportedCostUsd, computedCostUsd }: SpanRecord): string | undefined {
  const total = reportedCostUsd ?? computedCostUsd;
  return total === null ? undefined : JSON.stringify({ total });
}

function firstTokenTime({ startTimeUnixNano, timeToFirstTokenMs }: SpanRecord): string | undefined {
  if (timeToFirstTokenMs === null) return undefined;
  return unixNanoToIso(BigInt(startTimeUnixNano) + BigInt(Math.round(timeToFirstTokenMs * 1e6)));
}
