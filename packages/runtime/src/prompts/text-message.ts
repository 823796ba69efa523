import type { Message } from '@heddle/model';

/** A message of one text part. */
export function textMessage(role: 'system' | 'user' | 'assistant', content: string, name?: string): Message {
  return { role, ...(name !== undefined && { name }), parts: [{ type: 'text', content }] };
}
