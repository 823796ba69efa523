import type { Message } from '@heddle/model';
import { z } from 'zod';
import { boundText } from '../prompts/bound-text.js';
import { memoryMessages } from '../prompts/memory-messages.js';
import { SAFETY_RULES } from '../prompts/safety-rules.js';
import { textMessage } from '../prompts/text-message.js';
import { withPictures } from '../prompts/with-pictures.js';
import { workerMessages, workerRound } from '../prompts/worker-messages.js';
import type { Post } from '../session/conversation.js';
import { askStructured } from './ask-structured.js';
import type { Role, Turn } from './role.js';

const reasonedReply = z.object({
  steps: z.array(z.string().min(1)).min(1).max(30),
  conclusion: z.string().min(1),
});

export interface ReasonerOptions {
  /** Default `Reasoner`. */
  readonly name?: string;
  readonly description?: string;
}

/** The role that thinks something through: its steps are thoughts of its post, its message is where they lead. */
export function createReasoner(options: ReasonerOptions = {}): Role {
  const { name = 'Reasoner' } = options;
  return {
    name,
    description: options.description ?? 'thinks a question through in steps, weighs what is known, and gives a conclusion; runs nothing',
    async reply(turn) {
      const { value } = await askStructured(turn, { name: 'reasoned_reply', schema: reasonedReply, purpose: 'reason', messages: withPictures(reasonerMessages(turn, name), turn) });
      for (const text of value.steps) turn.attach({ kind: 'thought', text });
      turn.say(value.conclusion);
      return { to: turn.incoming.from, message: value.conclusion };
    },
  };
}

function reasonerMessages(turn: Turn, self: string): readonly Message[] {
  return [
    textMessage('system', `You are the ${self}. You think a question through before anybody acts on it; you cannot run anything.

- Take one step at a time: what is known, what follows, what speaks against it, what is missing.
- Say what is an assumption. Check the conclusion against the question before you give it.
${SAFETY_RULES}

Reply with one JSON object and nothing else:
{"steps": ["one step of the reasoning each"], "conclusion": "the answer, and how sure it is"}`),
    ...memoryMessages(turn, (round) => workerRound(round, self, ownPost)),
    ...workerMessages(turn.conversation, self, ownPost),
  ];
}

/** Its own earlier posts in the form it is asked to write. */
function ownPost({ attachments, message }: Post): readonly Message[] {
  const steps = attachments.flatMap((attachment) => (attachment.kind === 'thought' ? [boundText(attachment.text, 1_000)] : []));
  return [textMessage('assistant', JSON.stringify({ steps, conclusion: boundText(message, 4_000) }))];
}
