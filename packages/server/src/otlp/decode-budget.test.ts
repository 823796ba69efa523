import { expect, test } from 'vitest';
import { DecodeBudget } from './decode-budget.js';

test('memory is accounted for in portions, before it is used', () => {
  const held: number[] = [];
  const budget = new DecodeBudget((sizeBytes) => held.push(sizeBytes));
  for (let node = 0; node < 2_500; node++) budget.spend();
  expect(held).toEqual([64_000, 64_000]);
});

test('one request may hold so much and no more', () => {
  const budget = new DecodeBudget(undefined, 10);
  budget.spend(8);
  budget.spend(2);
  expect(() => budget.spend()).toThrow('The request holds too many attributes, events and list items; send it in smaller batches.');
});
