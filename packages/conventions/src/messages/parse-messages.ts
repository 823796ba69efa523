import { isJsonObject, type JsonObject, type JsonValue, type Message } from '@heddle/model';
import { structured } from '../attributes/structured.js';
import { isMessage, parseMessage } from './parse-message.js';
import { isPart } from './parse-part.js';

/** Keys under which requests and answers keep their messages, the plainest first. */
const LIST_KEYS = ['messages', 'contents', 'choices', 'generations', 'candidates', 'input', 'output', 'prompts', 'prompt'] as const;

/** Keys under which they keep what was said when it is one text. */
export const TEXT_KEYS = ['prompt', 'input', 'output', 'text', 'content', 'message', 'response', 'query', 'question'] as const;

/**
 * Reads a conversation: a list of messages, a whole request or answer of a provider, JSON text of either, or plain text.
 * Each message is read by itself, so that a bad one never costs its neighbours.
 *
 * @param defaultRole - who speaks where a message does not say
 */
export function parseMessages(value: JsonValue | undefined, defaultRole: string): readonly Message[] {
  const read = structured(value);
  if (read === undefined || read === null) return [];
  if (Array.isArray(read)) return listMessages(read as readonly JsonValue[], defaultRole);
  if (isJsonObject(read)) return objectMessages(read, defaultRole);
  return present([parseMessage(read, defaultRole)]);
}

/** The messages of an object that holds a conversation; `undefined` when it holds none. */
export function findMessages(value: JsonValue | undefined, defaultRole: string): readonly Message[] | undefined {
  const read = structured(value);
  if (Array.isArray(read)) {
    const items = read as readonly JsonValue[];
    const hasMessages = items.some((item) => isJsonObject(item) && (isMessage(item) || isPart(item))) || (items.length > 0 && items.every(Array.isArray));
    return hasMessages ? listMessages(items, defaultRole) : undefined;
  }
  if (!isJsonObject(read)) return undefined;
  const holds = isMessage(read) || LIST_KEYS.some((key) => Array.isArray(read[key]) && findMessages(read[key], defaultRole) !== undefined);
  return holds ? objectMessages(read, defaultRole) : undefined;
}

function listMessages(items: readonly JsonValue[], defaultRole: string): readonly Message[] {
  // LangChain sends a list of conversations, nearly always of one.
  const flat = items.length > 0 && items.every(Array.isArray) ? (items.flat() as readonly JsonValue[]) : items;
  const onlyParts = flat.length > 0 && flat.every((item) => isJsonObject(item) && isPart(item) && item['type'] !== 'function_call_output');
  if (onlyParts) return present([parseMessage({ role: defaultRole, parts: flat }, defaultRole)]);
  return present(flat.map((item) => parseMessage(item, defaultRole)));
}

function objectMessages(value: JsonObject, defaultRole: string): readonly Message[] {
  if (isMessage(value)) return present([parseMessage(value, defaultRole)]);
  const instructions = value['system'] ?? value['instructions'] ?? value['systemInstruction'] ?? null;
  const leading = instructions === null ? [] : present([parseMessage(systemMessage(instructions), 'system')]);
  for (const key of LIST_KEYS) {
    const list = value[key];
    if (Array.isArray(list)) return [...leading, ...listMessages(list as readonly JsonValue[], defaultRole)];
  }
  for (const key of TEXT_KEYS) {
    const text = value[key];
    if (typeof text === 'string' && text !== '') return [...leading, { role: defaultRole, parts: [{ type: 'text', content: text }] }];
  }
  return present([...leading, parseMessage(value, defaultRole)]);
}

function systemMessage(instructions: JsonValue): JsonValue {
  if (isJsonObject(instructions) && instructions['parts'] !== undefined) return { ...instructions, role: 'system' };
  return { role: 'system', content: instructions };
}

function present(messages: readonly (Message | undefined)[]): readonly Message[] {
  return messages.filter((message): message is Message => message !== undefined);
}
