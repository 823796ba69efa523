import type { Message } from '@heddle/model';
import type { ChatRequest } from './chat-model.js';

/** A picture counts for what it costs at most, not for its bytes. */
const PICTURE_CHARACTERS = 6_000;

/** Characters that a model has to read, by which its tokens are estimated before it is asked. */
export function requestCharacters({ messages, tools = [] }: Pick<ChatRequest, 'messages' | 'tools'>): number {
  const told = tools.length === 0 ? 0 : JSON.stringify(tools).length;
  return messages.reduce((sum, message) => sum + messageCharacters(message), told);
}

function messageCharacters({ parts }: Message): number {
  return parts.reduce((sum, part) => {
    if (part.type === 'text' || part.type === 'reasoning') return sum + part.content.length;
    return sum + (part.type === 'blob' || part.type === 'uri' || part.type === 'file' ? PICTURE_CHARACTERS : JSON.stringify(part).length);
  }, 0);
}
