import type { JsonObject, JsonValue } from './json.js';

/**
 * One message of a conversation with a model.
 *
 * @see OpenTelemetry GenAI semantic conventions 1.41, `gen_ai.input.messages` and `gen_ai.output.messages`
 */
export interface Message {
  /** `system`, `user`, `assistant` or `tool`; other dialects may say something else. */
  readonly role: string;
  readonly parts: readonly MessagePart[];
  /** The participant, when a role is played by several; for posts, the sending role. */
  readonly name?: string;
  /** Only on output messages. */
  readonly finish_reason?: string;
}

export type MessagePart =
  | { readonly type: 'text'; readonly content: string }
  | { readonly type: 'reasoning'; readonly content: string }
  | { readonly type: 'tool_call'; readonly id?: string; readonly name: string; readonly arguments?: JsonValue }
  | { readonly type: 'tool_call_response'; readonly id?: string; readonly response: JsonValue }
  | { readonly type: 'blob'; readonly modality?: string; readonly mime_type?: string; readonly content: string }
  | { readonly type: 'uri'; readonly modality?: string; readonly mime_type?: string; readonly uri: string }
  | { readonly type: 'file'; readonly modality?: string; readonly mime_type?: string; readonly file_id: string }
  | GenericPart;

/** A part of a type that has no shape of its own here; kept as it came. */
export interface GenericPart {
  readonly type: 'other';
  /** The type as the sender named it. */
  readonly original_type: string;
  readonly value: JsonObject;
}

/** All the text of a message in order, parts joined by a newline; reasoning is left out. */
export function messageText(message: Message): string {
  return message.parts.flatMap((part) => (part.type === 'text' ? [part.content] : [])).join('\n');
}
