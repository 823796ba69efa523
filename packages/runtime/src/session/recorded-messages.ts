import type { Message, MessagePart } from '@heddle/model';
import { createHash } from 'node:crypto';

/** Messages as they are recorded: bytes are kept once, as artifacts, and named here by their hash. */
export function recordedMessages(messages: readonly Message[]): readonly Message[] {
  if (!messages.some(({ parts }) => parts.some(({ type }) => type === 'blob'))) return messages;
  return messages.map((message) => ({ ...message, parts: message.parts.map(recordedPart) }));
}

function recordedPart(part: MessagePart): MessagePart {
  if (part.type !== 'blob') return part;
  const { content, ...facts } = part;
  return { ...facts, type: 'uri', uri: `artifact:${createHash('sha256').update(Buffer.from(content, 'base64')).digest('hex')}` };
}
