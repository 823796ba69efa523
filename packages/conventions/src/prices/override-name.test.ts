import { expect, test } from 'vitest';
import { overrideName } from './override-name.js';

const price = { provider: 'openai', model: 'gpt-4o', inputUsdPerMillion: 1, outputUsdPerMillion: 2 };

test('equal prices have one name, whatever the order of their fields', () => {
  expect(overrideName(price)).toMatch(/^own-[0-9a-f]{8}$/);
  expect(overrideName({ outputUsdPerMillion: 2, inputUsdPerMillion: 1, model: 'gpt-4o', provider: 'openai' })).toBe(overrideName(price));
});

test('a price that differs in anything has another name', () => {
  const { provider: _, ...ofAnyProvider } = price;
  const others = [
    ofAnyProvider, { ...price, model: 'gpt-4o*' }, { ...price, inputUsdPerMillion: 2 }, { ...price, outputUsdPerMillion: 1 },
    { ...price, cacheReadUsdPerMillion: 1 }, { ...price, cacheWriteUsdPerMillion: 1 },
  ];
  expect(new Set([price, ...others].map(overrideName)).size).toBe(7);
});
