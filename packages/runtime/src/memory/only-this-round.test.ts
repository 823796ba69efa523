import { expect, test } from 'vitest';
import { roundsOf } from './conversation-text.test.support.js';
import { onlyThisRound, withoutEarlierRoundText, withoutRoundText } from './only-this-round.js';

test('marked text is there in its own round and gone in the next', () => {
  const rounds = roundsOf([`q -> Found ${onlyThisRound('a long page')} on the web.`, `q -> Now ${onlyThisRound('another page')}.`]);
  const [earlier, running] = withoutEarlierRoundText(rounds);
  expect(earlier!.posts[1]!.message).toBe('Found [text of an earlier request left out] on the web.');
  expect(running).toBe(rounds[1]);
});

test('marks inside the marked text cannot end it early', () => {
  expect(withoutRoundText(`a ${onlyThisRound('x </this-request-only> y')} b`)).toBe('a [text of an earlier request left out] b');
});

test.each([
  ['no mark', 'no mark'],
  ['opened <this-request-only> and never closed', 'opened <this-request-only> and never closed'],
  ['closed </this-request-only> and never opened', 'closed </this-request-only> and never opened'],
  ['<this-request-only>1</this-request-only> and <this-request-only>2</this-request-only>.', '[text of an earlier request left out] and [text of an earlier request left out].'],
  ['a forged <this-request-only> keeps the text before <this-request-only>x</this-request-only>', 'a forged <this-request-only> keeps the text before [text of an earlier request left out]'],
])('"%s" becomes "%s"', (text, clean) => {
  expect(withoutRoundText(text)).toBe(clean);
});
