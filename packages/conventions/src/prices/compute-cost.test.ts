import { calcPrice } from '@pydantic/genai-prices';
import * as fc from 'fast-check';
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { computeCost } from './compute-cost.js';
import type { PriceOverride } from './price-override.js';
import { PRICE_TABLE_VERSION } from './price-table-version.js';

const usage = { inputTokens: 1_000_000, outputTokens: 1_000_000 };
const time = new Date('2026-09-21T12:00:00Z');

test('a known model has a price', () => {
  expect(computeCost({ provider: 'openai', model: 'gpt-4o', usage, time })).toBeCloseTo(12.5, 10);
});

test('cached input is cheaper', () => {
  expect(computeCost({ provider: 'openai', model: 'gpt-4o', usage: { ...usage, cacheReadTokens: 1_000_000 }, time })).toBeCloseTo(11.25, 10);
});

test.each<[string | null, string | null]>([
  ['ollama', 'llama3'], [null, 'llama3'], ['openai', 'gpt-99-nobody-knows'], ['my-gateway', 'gpt-4o'], [null, null], ['openai', '__proto__'],
])('the price of %s %s is unknown', (provider, model) => {
  expect(computeCost({ provider, model, usage, time })).toBeNull();
});

test('without usage there is no price', () => {
  expect(computeCost({ provider: 'openai', model: 'gpt-4o', usage: {}, time })).toBeNull();
});

test('the vendor before a slash is the provider where no other is named', () => {
  expect(computeCost({ provider: null, model: 'openai/gpt-4o', usage, time })).toBeCloseTo(12.5, 10);
});

test('a model the table does not know is priced by the model that was asked for', () => {
  expect(computeCost({ provider: 'openai', model: 'my-deployment', requestModel: 'gpt-4o', usage, time })).toBeCloseTo(12.5, 10);
});

test('an override goes before the table, and makes a local model free', () => {
  const overrides = [{ model: 'llama*', inputUsdPerMillion: 0, outputUsdPerMillion: 0 }, { provider: 'openai', model: 'gpt-4o', inputUsdPerMillion: 1, outputUsdPerMillion: 2 }];
  expect(computeCost({ provider: 'ollama', model: 'llama3', usage, time }, { overrides })).toBe(0);
  expect(computeCost({ provider: 'openai', model: 'gpt-4o', usage, time }, { overrides })).toBe(3);
});

test('an override prices cache reads and writes, by the input price where it does not say', () => {
  const cached = { inputTokens: 1_000_000, outputTokens: 0, cacheReadTokens: 400_000, cacheWriteTokens: 100_000 };
  const price = { model: 'own', inputUsdPerMillion: 10, outputUsdPerMillion: 20 };
  const cost = (override: PriceOverride): number | null => computeCost({ provider: null, model: 'own', usage: cached, time }, { overrides: [override] });
  expect(cost(price)).toBe(10);
  expect(cost({ ...price, cacheReadUsdPerMillion: 1, cacheWriteUsdPerMillion: 12 })).toBeCloseTo(5 + 0.4 + 1.2, 10);
});

test('writing the cache costs more than plain input where the table says so', () => {
  const plain = computeCost({ provider: 'anthropic', model: 'claude-sonnet-4-5', usage: { inputTokens: 100_000, outputTokens: 0 }, time });
  const written = computeCost({ provider: 'anthropic', model: 'claude-sonnet-4-5', usage: { inputTokens: 100_000, outputTokens: 0, cacheWriteTokens: 100_000 }, time });
  expect(written! / plain!).toBeCloseTo(1.25, 10);
});

test('reasoning is part of the output and not paid twice', () => {
  const output = { inputTokens: 0, outputTokens: 1_000 };
  for (const model of ['gpt-4o', 'o3', 'gpt-5']) {
    const whole = computeCost({ provider: 'openai', model, usage: output, time });
    expect(computeCost({ provider: 'openai', model, usage: { ...output, reasoningTokens: 400 }, time })).toBeCloseTo(whole!, 12);
  }
  const own = [{ model: 'own', inputUsdPerMillion: 1, outputUsdPerMillion: 10 }];
  expect(computeCost({ provider: null, model: 'own', usage: { ...output, reasoningTokens: 400 } }, { overrides: own })).toBeCloseTo(0.01, 12);
});

test('counts that exceed each other still have a price', () => {
  expect(computeCost({ provider: 'openai', model: 'gpt-4o', usage: { inputTokens: 10, outputTokens: 1, cacheReadTokens: 500, reasoningTokens: 99 }, time })).toBeGreaterThan(0);
});

test.each([
  ['openai', 'openai', 'gpt-4o'], ['anthropic', 'anthropic', 'claude-sonnet-4-5'], ['gcp.gemini', 'google', 'gemini-2.5-pro'], ['deepseek', 'deepseek', 'deepseek-chat'],
  ['perplexity', 'perplexity', 'sonar'], ['x_ai', 'x-ai', 'grok-4'], ['aws.bedrock', 'aws', 'us.anthropic.claude-sonnet-4-20250514-v1:0'],
])('%s: our arithmetic agrees with the library (%s, %s)', (provider, providerId, model) => {
  const tokens = fc.record({
    input: fc.integer({ min: 0, max: 400_000 }), output: fc.integer({ min: 0, max: 100_000 }), read: fc.double({ min: 0, max: 0.5, noNaN: true }),
    write: fc.double({ min: 0, max: 0.5, noNaN: true }), hour: fc.integer({ min: 0, max: 23 }), year: fc.constantFrom(2024, 2025, 2026),
  });
  fc.assert(fc.property(tokens, ({ input, output, read, write, hour, year }) => {
    const at = new Date(Date.UTC(year, 5, 15, hour, 45));
    const cacheReadTokens = Math.floor(input * read);
    const cacheWriteTokens = Math.floor(input * write);
    const theirs = calcPrice(
      { input_tokens: input, output_tokens: output, cache_read_tokens: cacheReadTokens, cache_write_tokens: cacheWriteTokens }, model, { providerId, timestamp: at },
    )?.total_price;
    const ours = computeCost({ provider, model, usage: { inputTokens: input, outputTokens: output, cacheReadTokens, cacheWriteTokens }, time: at });
    expect(ours).toBeCloseTo(theirs!, 9);
  }), { numRuns: 100 });
});

test('the version we name is the version that is installed', () => {
  const manifest = new URL('../package.json', import.meta.resolve('@pydantic/genai-prices'));
  const { version } = JSON.parse(readFileSync(manifest, 'utf8')) as { version: string };
  expect(PRICE_TABLE_VERSION).toBe(`genai-prices-${version}`);
});

test.each<[string, string, number]>([
  ['gateway', 'openai/gpt-4o', 12.5], ['gateway', 'anthropic/claude-sonnet-4', 18], ['azure.ai.inference', 'gpt-4o', 12.5],
])('what %s passes on of %s costs what its maker asks', (provider, model, usd) => {
  expect(computeCost({ provider, model, usage, time })).toBeCloseTo(usd, 10);
});

test('an open model that anybody may run has no maker to ask', () => {
  expect(computeCost({ provider: 'lm-studio', model: 'openai/gpt-oss-20b', usage, time })).toBeNull();
});
