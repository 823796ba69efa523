import { expect, test } from 'vitest';
import type { ChatModel, ChatRequest } from '../models/chat-model.js';
import { createBudget } from './budget.js';

const model: ChatModel = { provider: 'openai', model: 'gpt-4o', scripted: false, stream: () => { throw new Error('not asked'); } };
const request: ChatRequest = { messages: [{ role: 'user', parts: [{ type: 'text', content: 'x'.repeat(3_496) }] }], maxOutputTokens: 100 };

test('a call that could go over the limit is refused before it is made', () => {
  const budget = createBudget('round', { maxTokens: 1_500 });
  budget.reserve(model, request);
  expect(() => budget.reserve(model, request)).toThrow(/may use 1500 tokens; 397 are left and the next model call may need 1100/);
});

test('what was reserved and not used comes back', () => {
  const budget = createBudget('round', { maxTokens: 1_500 });
  budget.reserve(model, request).settle({ inputTokens: 100, outputTokens: 20 }, 0.001);
  expect(budget.spent).toEqual({ tokens: 120, costUsd: 0.001, unpriced: 0 });
  budget.reserve(model, request).release();
  expect(() => budget.reserve(model, request)).not.toThrow();
});

test('money is reserved at the price of the model; an unknown price counts as tokens only', () => {
  expect(() => createBudget('session', { maxCostUsd: 0.000001 }).reserve(model, request)).toThrow(/may cost \$0.000001/);
  const budget = createBudget('session', { maxCostUsd: 0.000001 });
  budget.reserve({ ...model, provider: 'mine', model: 'unheard-of' }, request).settle({ inputTokens: 5 }, null);
  expect(budget.spent).toEqual({ tokens: 5, costUsd: 0, unpriced: 1 });
});

test("one's own prices go before the table", () => {
  const prices = [{ model: 'gpt-4o', inputUsdPerMillion: 1_000_000, outputUsdPerMillion: 0 }];
  expect(() => createBudget('session', { maxCostUsd: 1_000, prices }).reserve(model, request)).toThrow(/may cost \$1000; .* may need 1000/);
});

test('a call that was stopped is booked by what was asked and heard', () => {
  const budget = createBudget('round', {});
  budget.reserve(model, request).settleStopped(350);
  expect(budget.spent.tokens).toBe(1_003 + 100);
  expect(budget.spent.costUsd).toBeGreaterThan(0);
});
