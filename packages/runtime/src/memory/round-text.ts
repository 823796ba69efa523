import type { Attachment } from '@heddle/model';
import { boundText } from '../prompts/bound-text.js';
import type { Post, Round } from '../session/conversation.js';
import { withoutRoundText } from './only-this-round.js';

/**
 * A round as plain text, for a model that is to sum it up.
 *
 * @param limit - most characters; each post is shortened in its middle by the same measure
 */
export function roundText(round: Round, limit: number): string {
  const perPost = Math.max(200, Math.floor(limit / Math.max(1, round.posts.length)));
  return boundText(`Request ${round.index}\n${round.posts.map((post) => postText(post, perPost)).join('\n')}`, Math.max(400, limit));
}

function postText({ from, to, message, attachments }: Post, limit: number): string {
  const lines = attachments.flatMap((attachment) => attachmentText(attachment));
  return boundText([`${from} to ${to}: ${withoutRoundText(message)}`, ...lines].join('\n'), limit);
}

function attachmentText(attachment: Attachment): readonly string[] {
  if (attachment.kind === 'code') return [`(code) ${attachment.source}`];
  if (attachment.kind === 'artifact') return [`(file) ${attachment.artifact.name}`];
  return [];
}
