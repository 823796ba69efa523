import { expect, test } from 'vitest';
import { CallBudget } from './call-budget.js';

test('calls are counted before they start: those made at once cannot pass a limit', () => {
  const budget = new CallBudget({ perPlugin: { 'weather.*': { calls: 2 } } });
  expect('limit' in budget.admit('weather.load')).toBe(false);
  expect('limit' in budget.admit('weather.clean')).toBe(false);
  expect(budget.admit('weather.load')).toEqual({ limit: 'calls of weather.*', message: 'The limit of 2 calls for weather.* is reached.' });
  expect('limit' in budget.admit('other')).toBe(false);
});

test('time and cost stop the call after the one that used them up', () => {
  const budget = new CallBudget({ perCell: { timeMs: 100, costUsd: 0.5 } });
  const first = budget.admit('a');
  if ('limit' in first) throw new Error('refused');
  first.spend(0.2);
  first.close(60);
  const second = budget.admit('a');
  if ('limit' in second) throw new Error('refused');
  expect(second.timeLeftMs).toBe(40);
  second.spend(0.4);
  second.close(1);
  expect(budget.admit('b')).toEqual({ limit: 'cost of the cell', message: 'The limit of 0.5 USD for the cell is reached: 0.6000 USD were spent.' });
});
