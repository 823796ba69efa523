import type { Message } from '@heddle/model';
import type { Turn } from '../roles/role.js';
import type { Round } from '../session/conversation.js';
import { boundText } from './bound-text.js';
import { textMessage } from './text-message.js';

/**
 * What a role is told beside its conversation: examples of how to work, lessons of earlier sessions, and what the roles
 * wrote down for each other. They stand between its instructions and the conversation.
 *
 * @param roundMessages - a round as the role sees its own
 */
export function memoryMessages({ memory }: Turn, roundMessages: (round: Round) => readonly Message[]): readonly Message[] {
  return [
    ...memory.examples.flatMap(({ description, rounds }) => [
      textMessage('user', `An example of how you work, not part of this conversation${description ? `: ${description}` : ''}`),
      ...rounds.flatMap(roundMessages),
    ]),
    ...(memory.examples.length > 0 ? [textMessage('user', 'The examples end here. What follows is the real conversation.')] : []),
    ...(memory.lessons.length > 0 ? [textMessage('user', `Lessons of earlier sessions that may help:\n${memory.lessons.map(({ title, lesson }) => `- ${title}: ${boundText(lesson, 2_000)}`).join('\n')}`)] : []),
    ...notes(memory),
  ];
}

function notes({ entries }: Turn['memory']): readonly Message[] {
  if (entries.length === 0) return [];
  return [textMessage('user', `Notes that the roles keep for each other:\n${entries.map(({ key, value, by }) => `- ${key} (${by}): ${boundText(typeof value === 'string' ? value : JSON.stringify(value), 1_000)}`).join('\n')}`)];
}
