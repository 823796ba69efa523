import type { Round } from '../session/conversation.js';

const OPEN = '<this-request-only>';
const CLOSE = '</this-request-only>';

/**
 * Marks text that models are sent in the running round only: a long page, a table that is looked at once. The record keeps
 * it; later rounds see that something was there.
 */
export function onlyThisRound(text: string): string {
  return `${OPEN}\n${text.replaceAll(OPEN, '').replaceAll(CLOSE, '')}\n${CLOSE}`;
}

/** Marked text replaced by a note. A mark that is not closed is left as it is: data must not swallow what follows. */
export function withoutRoundText(text: string): string {
  let rest = text;
  let clean = '';
  for (;;) {
    const end = rest.indexOf(CLOSE);
    const start = end === -1 ? -1 : rest.lastIndexOf(OPEN, end);
    if (end === -1) return clean + rest;
    clean += start === -1 ? rest.slice(0, end + CLOSE.length) : `${rest.slice(0, start)}[text of an earlier request left out]`;
    rest = rest.slice(end + CLOSE.length);
  }
}

/** The rounds as models are sent them: without the marked text of all but the last. */
export function withoutEarlierRoundText(rounds: readonly Round[]): readonly Round[] {
  return rounds.map((round, index) =>
    index === rounds.length - 1 || !round.posts.some(({ message }) => message.includes(CLOSE))
      ? round
      : { ...round, posts: round.posts.map((post) => ({ ...post, message: withoutRoundText(post.message) })) },
  );
}
