import type { LanguageModelV3Usage } from '@ai-sdk/provider';
import type { Usage } from '@heddle/model';

/**
 * Usage as the provider stated it. Inclusive: cache reads and writes lie within the input, reasoning within the output.
 *
 * The provider packages write 0 where the wire said nothing; a zero stays only when the raw usage has a word for it.
 */
export function toUsage({ inputTokens, outputTokens, raw }: LanguageModelV3Usage): Usage {
  const said = raw === undefined ? new Set<string>() : keysOf(raw);
  const stated = (tokens: number | undefined, words: RegExp): number | undefined => {
    if (tokens === undefined || !Number.isFinite(tokens) || tokens < 0) return undefined;
    return tokens > 0 || [...said].some((key) => words.test(key)) ? tokens : undefined;
  };
  return defined({
    inputTokens: stated(inputTokens.total, /^(prompt_tokens|input_tokens|promptTokenCount)$/),
    outputTokens: stated(outputTokens.total, /^(completion_tokens|output_tokens|candidatesTokenCount|thoughtsTokenCount)$/),
    cacheReadTokens: stated(inputTokens.cacheRead, /^(cached_tokens|cache_read_input_tokens|cachedContentTokenCount)$/),
    cacheWriteTokens: stated(inputTokens.cacheWrite, /^(cache_write_tokens|cache_creation_input_tokens)$/),
    reasoningTokens: stated(outputTokens.reasoning, /^(reasoning_tokens|thinking_tokens|thoughtsTokenCount)$/),
  });
}

/** Names with a value, one level of details included. */
function keysOf(raw: object): Set<string> {
  const keys = new Set<string>();
  for (const [key, value] of Object.entries(raw)) {
    if (value === null || value === undefined) continue;
    if (typeof value === 'object') {
      for (const [inner, innerValue] of Object.entries(value)) if (typeof innerValue === 'number') keys.add(inner);
    } else {
      keys.add(key);
    }
  }
  return keys;
}

function defined(usage: Usage): Usage {
  return Object.fromEntries(Object.entries(usage).filter(([, tokens]) => tokens !== undefined));
}
