import { messageText, type JsonValue, type Message, type MessagePart } from '@heddle/model';
import type { ChatMlMessage } from './agentops-event.js';

/** A conversation as ChatML: instructions first, as one message. */
export function toChatMl(messages: readonly Message[]): ChatMlMessage[] {
  const instructions = messages.filter((message) => message.role === 'system').flatMap((message) => message.parts);
  const conversation = messages.filter((message) => message.role !== 'system').map(chatMlMessage);
  return instructions.length > 0 ? [chatMlMessage({ role: 'system', parts: instructions }), ...conversation] : conversation;
}

/** One message as ChatML. */
export function chatMlMessage(message: Message): ChatMlMessage {
  const { parts } = message;
  const reasoning = parts.flatMap((part) => (part.type === 'reasoning' ? [part.content] : [])).join('\n');
  const calls = parts.flatMap((part) => (part.type === 'tool_call' ? [toolCall(part)] : []));
  const answer = parts.find((part) => part.type === 'tool_call_response');
  const others = parts.filter((part) => !SPOKEN.has(part.type));
  return {
    role: message.role,
    content: answer ? textOfResponse(answer.response) : messageText(message),
    ...(message.name !== undefined && { name: message.name }),
    ...(reasoning !== '' && { reasoning }),
    ...(calls.length > 0 && { tool_calls: calls }),
    ...(answer?.id !== undefined && { tool_call_id: answer.id }),
    ...(others.length > 0 && { parts: others as unknown as JsonValue }),
  };
}

const SPOKEN: ReadonlySet<string> = new Set(['text', 'reasoning', 'tool_call', 'tool_call_response']);

function toolCall(part: Extract<MessagePart, { readonly type: 'tool_call' }>) {
  return { id: part.id ?? '', type: 'function' as const, function: { name: part.name, arguments: JSON.stringify(part.arguments ?? {}) } };
}

function textOfResponse(response: JsonValue): string {
  return typeof response === 'string' ? response : JSON.stringify(response);
}
