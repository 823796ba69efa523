import type { Message } from '@heddle/model';
import type { Turn } from '../roles/role.js';
import { USER, type Post, type Round } from '../session/conversation.js';
import { summaryMessage } from '../memory/compact-conversation.js';
import { boundText } from './bound-text.js';
import { memoryMessages } from './memory-messages.js';
import { SAFETY_RULES } from './safety-rules.js';
import { textMessage } from './text-message.js';
import { withPictures } from './with-pictures.js';

const POST_LIMIT = 6_000;

/** What the Planner is told: its task, who works for it, and everything that was said. */
export function plannerMessages(turn: Turn): readonly Message[] {
  const messages = [textMessage('system', systemText(turn)), ...memoryMessages(turn, roundMessages)];
  if (turn.conversation.summary) messages.push(summaryMessage(turn.conversation.summary));
  for (const round of turn.conversation.rounds) messages.push(...roundMessages(round));
  if (turn.mustConclude) {
    messages.push(textMessage('user', `No further steps are possible. Answer ${USER} now with what is known so far, and say what is missing.`));
  }
  return withPictures(messages, turn);
}

function systemText({ peers, plugins }: Turn): string {
  const workers = peers.map((peer) => `- ${peer.name}: ${peer.description}`).join('\n') || '- nobody; answer by yourself';
  const functions = plugins.map((plugin) => `- ${plugin.name}: ${plugin.description}`).join('\n') || '- none';
  return `You are the Planner. You answer the user's requests by planning them and giving each step to a worker.

Workers:
${workers}

Functions that code written by a worker can call:
${functions}

How you work:
- Split the request into few steps. Give a worker one step, or several that belong together, in one message that stands on its own.
- Workers keep their variables between steps and between requests. Refer to earlier results by name.
- Check what a worker reports before you rely on it. If it failed, change the step or tell the user.
- When the request is answered, write to ${USER}: the answer first, with its figures, in plain Markdown. Never invent figures.
${SAFETY_RULES}

Reply with one JSON object and nothing else:
{"thought": "why this is the next step", "plan": [{"text": "a step", "state": "todo | doing | done | failed | skipped", "role": "who does it", "dependsOn": [numbers of earlier steps it needs]}], "to": "${[...peers.map((peer) => peer.name), USER].join(' | ')}", "message": "what you say to them", "stop": "done", "remember": []}

Repeat the whole plan each time, with the states of its steps brought up to date.
"stop" says why you write to ${USER}: "done" when the request is answered; "needs-clarification" when you cannot go on without an answer, since the request can be understood in ways that lead to different results; "refused" when it must not be done; "not-done" when it could not be done, and the message says what was tried.
"remember" keeps what later requests will need, as {"key": "...", "value": ..., "scope": "session"}: the scope "round" is for this request, "session" for this conversation, "app" for all of the user's conversations. Mostly it is empty.`;
}

function roundMessages(round: Round): readonly Message[] {
  return round.posts.map((post) => (post.from === 'Planner' ? ownPost(post) : textMessage('user', heard(post, round), post.from)));
}

function heard(post: Post, round: Round): string {
  const files = post.from === USER && round.files.length > 0 ? `\nFiles in the working folder: ${round.files.map((file) => file.name).join(', ')}` : '';
  return `${post.from} says:\n${boundText(post.message, POST_LIMIT)}${files}`;
}

/** Its own earlier posts in the form it is asked to write. */
function ownPost(post: Post): Message {
  const plan = post.attachments.find((attachment) => attachment.kind === 'plan');
  const thought = post.attachments.find((attachment) => attachment.kind === 'thought');
  return textMessage('assistant', JSON.stringify({ thought: thought?.text ?? '', plan: plan?.steps ?? [], to: post.to, message: boundText(post.message, POST_LIMIT) }));
}
