import { expect, test } from 'vitest';
import { earliestSendMs } from './rate-window.js';

test.each([
  ['nothing was sent', [], 10, 100_000],
  ['there is room', [{ atMs: 90_000, tokens: 10 }], 10, 100_000],
  ['two requests are the limit', [{ atMs: 50_000, tokens: 1 }, { atMs: 90_000, tokens: 1 }], 1, 110_000],
  ['the tokens of the first have to leave the window', [{ atMs: 70_000, tokens: 90 }], 20, 130_000],
  ['a request beyond the limit goes alone', [{ atMs: 70_000, tokens: 10 }], 500, 130_000],
  ['what is older than a minute does not count', [{ atMs: 40_000, tokens: 100 }, { atMs: 39_000, tokens: 1 }], 100, 100_000],
])('when %s', (_, sent, tokens, atMs) => {
  expect(earliestSendMs(sent, tokens, { requestsPerMinute: 2, tokensPerMinute: 100 }, 100_000)).toBe(atMs);
});
