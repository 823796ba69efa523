import { expect, test } from 'vitest';
import { roundsOf } from './conversation-text.test.support.js';
import { estimateTokens, roundTokens } from './estimate-tokens.js';

test.each([
  ['', 0],
  ['four', 1],
  ['fives', 2],
  ['売上を調べて', 6],
  ['sales 売上', 4],
])('"%s" has about %i tokens', (text, tokens) => {
  expect(estimateTokens(text)).toBe(tokens);
});

test('a round counts its messages, thoughts, plans and code', () => {
  const [round] = roundsOf(['four -> four']);
  expect(roundTokens(round!)).toBe(2 * (8 + 1));
  const [user, planner] = round!.posts;
  const attachments = [
    { kind: 'thought' as const, text: 'four' },
    { kind: 'code' as const, cellId: 'cel_1', language: 'typescript' as const, source: 'eight ch' },
    { kind: 'plan' as const, steps: [{ text: 'four', state: 'todo' as const }] },
  ];
  expect(roundTokens({ ...round!, posts: [user!, { ...planner!, attachments }] })).toBe(2 * (8 + 1) + 1 + 2 + (1 + 4));
});
