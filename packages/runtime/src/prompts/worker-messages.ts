import type { Message } from '@heddle/model';
import { summaryMessage } from '../memory/compact-conversation.js';
import { USER, type Conversation, type Post, type Round } from '../session/conversation.js';
import { boundText } from './bound-text.js';
import { textMessage } from './text-message.js';

/** The conversation as a worker sees it: what was asked of it and what it answered; of others' talk nothing. */
export function workerMessages({ summary, rounds }: Conversation, self: string, ownPost: (post: Post) => readonly Message[]): readonly Message[] {
  return [...(summary ? [summaryMessage(summary)] : []), ...rounds.flatMap((round) => workerRound(round, self, ownPost))];
}

/** One round of it. */
export function workerRound(round: Round, self: string, ownPost: (post: Post) => readonly Message[]): readonly Message[] {
  return round.posts.flatMap((post) => {
    if (post.to === self) return [textMessage('user', asked(post, round), post.from)];
    return post.from === self ? ownPost(post) : [];
  });
}

function asked(post: Post, { files }: Round): string {
  const named = post.from === USER && files.length > 0 ? `\nFiles in the working folder: ${files.map((file) => file.name).join(', ')}` : '';
  return `${post.from} asks:\n${boundText(post.message, 4_000)}${named}`;
}
