import type { Message } from '@heddle/model';
import type { Turn } from '../roles/role.js';
import { USER } from '../session/conversation.js';

/** The messages with the round's pictures in what the user said last; unchanged for a role that the user does not speak to. */
export function withPictures(messages: readonly Message[], { pictures }: Turn): readonly Message[] {
  const at = pictures.length === 0 ? -1 : messages.findLastIndex(({ role, name }) => role === 'user' && name === USER);
  const said = messages[at];
  if (!said) return messages;
  const shown = pictures.map(({ mimeType, content }) => ({ type: 'blob' as const, modality: 'image', mime_type: mimeType, content }));
  return messages.with(at, { ...said, parts: [...said.parts, ...shown] });
}
