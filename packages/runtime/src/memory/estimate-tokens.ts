import type { Post, Round } from '../session/conversation.js';

/**
 * About how many tokens a text has: a quarter of its characters, and one for each character of scripts that are not
 * spelled with letters. Within a third of what common tokenizers count for English prose and code.
 */
export function estimateTokens(text: string): number {
  let whole = 0;
  // From U+2E80 on: Chinese, Japanese and Korean signs, and pictographs.
  for (let index = 0; index < text.length; index++) if (text.charCodeAt(index) >= 0x2e80) whole++;
  return whole + Math.ceil((text.length - whole) / 4);
}

/** About how many tokens a round takes in a prompt: messages, thoughts, plans and code. Results are part of messages. */
export function roundTokens(round: Round): number {
  return round.posts.reduce((sum, post) => sum + postTokens(post), 0);
}

/** What a post takes besides its text: who speaks to whom. */
const POST_OVERHEAD = 8;

function postTokens({ message, attachments }: Post): number {
  let tokens = POST_OVERHEAD + estimateTokens(message);
  for (const attachment of attachments) {
    if (attachment.kind === 'thought') tokens += estimateTokens(attachment.text);
    if (attachment.kind === 'code') tokens += estimateTokens(attachment.source);
    if (attachment.kind === 'plan') for (const step of attachment.steps) tokens += estimateTokens(step.text) + 4;
  }
  return tokens;
}
