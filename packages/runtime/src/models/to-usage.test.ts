import { expect, test } from 'vitest';
import { toUsage } from './to-usage.js';

test('cache reads and writes lie within the input, reasoning within the output', () => {
  expect(
    toUsage({
      inputTokens: { total: 110, noCache: 10, cacheRead: 60, cacheWrite: 40 },
      outputTokens: { total: 30, text: 10, reasoning: 20 },
    }),
  ).toEqual({ inputTokens: 110, outputTokens: 30, cacheReadTokens: 60, cacheWriteTokens: 40, reasoningTokens: 20 });
});

test('a zero the provider did not say is absent, a zero it said is kept', () => {
  expect(
    toUsage({
      inputTokens: { total: 9, noCache: 9, cacheRead: 0, cacheWrite: undefined },
      outputTokens: { total: 0, text: 0, reasoning: 0 },
      raw: { prompt_tokens: 9, completion_tokens: 0, prompt_tokens_details: { cached_tokens: 0 } },
    }),
  ).toEqual({ inputTokens: 9, outputTokens: 0, cacheReadTokens: 0 });
});

test('no usage is no numbers', () => {
  expect(
    toUsage({
      inputTokens: { total: undefined, noCache: undefined, cacheRead: undefined, cacheWrite: undefined },
      outputTokens: { total: undefined, text: undefined, reasoning: undefined },
    }),
  ).toEqual({});
});
