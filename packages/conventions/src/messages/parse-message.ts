import { isJsonObject, type JsonObject, type JsonValue, type Message, type MessagePart } from '@heddle/model';
import { itemsOf } from '../attributes/expand.js';
import { structured } from '../attributes/structured.js';
import { textOf } from '../attributes/text-of.js';
import { isPart, parsePart, toolCall, toolCallResponse } from './parse-part.js';
import { roleName } from './role.js';

/**
 * Reads one message in the spelling of any provider or framework (GenAI, OpenAI, Anthropic, Gemini, AI SDK, LangChain).
 *
 * @param defaultRole - who speaks when the message does not say
 * @returns `undefined` when there is nothing to show
 */
export function parseMessage(value: JsonValue, defaultRole: string): Message | undefined {
  const read = typeof value === 'string' ? jsonMessage(value) : value;
  if (read === null) return undefined;
  if (isJsonObject(read)) return objectMessage(read, defaultRole);
  const parts = contentParts(read);
  return parts.length === 0 ? undefined : { role: defaultRole, parts };
}

/** Text that is the JSON of a message or a list of parts; other text is itself, whatever JSON it may hold. */
function jsonMessage(text: string): JsonValue {
  const read = structured(text);
  return isJsonObject(read) && isMessage(read) ? read : text;
}

/** True when an object has the marks of a message. */
export function isMessage(value: JsonObject): boolean {
  return typeof value['role'] === 'string' || isLangChain(value) || value['parts'] !== undefined || isJsonObject(structured(value['message']))
    || (typeof value['type'] === 'string' && (value['content'] !== undefined || value['data'] !== undefined)) || isPart(value);
}

function objectMessage(value: JsonObject, defaultRole: string): Message | undefined {
  if (isLangChain(value)) return langChainMessage(value, defaultRole);
  const inner = structured(value['message']);
  if (isJsonObject(inner) && value['role'] === undefined) {
    return withFinishReason(objectMessage(inner, defaultRole), value['finish_reason'] ?? value['finishReason']);
  }
  if (isPart(value)) return partMessage(value, defaultRole);
  const role = roleName(textOf(value['role']) ?? roleOfEvent(value['event.name']) ?? roleOfType(value['type']) ?? defaultRole);
  const parts = messageParts(value, role);
  const name = textOf(value['name']);
  return withFinishReason(name === undefined ? { role, parts } : { role, parts, name }, value['finish_reason'] ?? value['finishReason']);
}

function withFinishReason(message: Message | undefined, reason: JsonValue | undefined): Message | undefined {
  const text = textOf(reason);
  return message && text !== undefined ? { ...message, finish_reason: text } : message;
}

/** A list of the Responses API mixes messages with bare parts; the part says who speaks. */
function partMessage(value: JsonObject, defaultRole: string): Message | undefined {
  const part = parsePart(value);
  if (!part) return undefined;
  const role = part.type === 'tool_call' || part.type === 'reasoning' ? 'assistant' : part.type === 'tool_call_response' ? 'tool' : defaultRole;
  return { role, parts: [part] };
}

function messageParts(value: JsonObject, role: string): readonly MessagePart[] {
  const parts: MessagePart[] = [];
  const thought = value['reasoning_content'] ?? value['reasoning'];
  if (typeof thought === 'string' && thought !== '') parts.push({ type: 'reasoning', content: thought });
  const content = value['parts'] ?? value['content'] ?? value['contents'] ?? value['text'] ?? value['body'];
  if (role === 'tool' && value['parts'] === undefined && !holdsToolResponse(content)) parts.push(toolCallResponse(value));
  else if (content !== undefined) parts.push(...contentParts(content));
  // Every message of every history comes by here, and few have calls beside their content.
  if (value['tool_calls'] !== undefined || value['function_call'] !== undefined) addCalls(parts, value);
  if (parts.length === 0 && !('content' in value) && !('parts' in value) && !('tool_calls' in value)) {
    parts.push({ type: 'other', original_type: textOf(value['type']) ?? '', value });
  }
  return parts;
}

/** The calls that stand beside the content. */
function addCalls(parts: MessagePart[], value: JsonObject): void {
  const said = new Set(parts.flatMap((part) => (part.type === 'tool_call' && part.id !== undefined ? [`${part.id} ${part.name}`] : [])));
  for (const sent of [...itemsOf(value['tool_calls']), value['function_call'] ?? null]) {
    const call = structured(sent); // LiveKit's calls are JSON text in a list
    const part = isJsonObject(call) ? toolCall(call) : undefined;
    // LangChain says the calls of Claude twice, once in the content.
    if (part && !(part.type === 'tool_call' && said.has(`${part.id} ${part.name}`))) parts.push(part);
  }
}

function holdsToolResponse(content: JsonValue | undefined): boolean {
  return itemsOf(content).some((item) => isJsonObject(item) && parsePart(item)?.type === 'tool_call_response');
}

function contentParts(content: JsonValue): readonly MessagePart[] {
  const items = isJsonObject(content) ? itemsOf(content) : Array.isArray(content) ? (content as readonly JsonValue[]) : [content];
  const list = items.length === 0 && isJsonObject(content) && Object.keys(content).length > 0 ? [content] : items;
  const parts: MessagePart[] = [];
  for (const item of list) {
    const part = parsePart(item);
    if (part) parts.push(part);
  }
  return parts;
}

/** `gen_ai.user.message` is said by the user; `gen_ai.choice` by the assistant. */
export function roleOfEvent(name: JsonValue | undefined): string | undefined {
  if (name === 'gen_ai.choice') return 'assistant';
  return typeof name === 'string' ? /^gen_ai\.(system|user|assistant|tool)\.message$/.exec(name)?.[1] : undefined;
}

function roleOfType(type: JsonValue | undefined): string | undefined {
  if (typeof type !== 'string') return undefined;
  const role = roleName(type);
  return role === 'user' || role === 'assistant' || role === 'system' || role === 'tool' ? role : undefined;
}

/** A serialised LangChain object: `{lc: 1, id: [.., 'HumanMessage'], kwargs}`, or `{type: 'human', data}`. */
function isLangChain(value: JsonObject): boolean {
  return (value['lc'] !== undefined || value['id'] !== undefined) && isJsonObject(value['kwargs'])
    || (typeof value['type'] === 'string' && isJsonObject(value['data']) && value['data']['content'] !== undefined);
}

function langChainMessage(value: JsonObject, defaultRole: string): Message | undefined {
  const id = value['id'];
  const className = Array.isArray(id) ? (id as readonly JsonValue[]).at(-1) : value['type'];
  const fields = (isJsonObject(value['kwargs']) ? value['kwargs'] : value['data']) as JsonObject;
  const extra = fields['additional_kwargs'];
  const role = roleOfType(className) ?? textOf(fields['role']) ?? roleOfType(fields['type']) ?? defaultRole;
  const calls = itemsOf(fields['tool_calls']);
  return objectMessage({
    role,
    content: fields['content'] ?? '',
    ...(typeof fields['name'] === 'string' && { name: fields['name'] }),
    ...(fields['tool_call_id'] !== undefined && { tool_call_id: fields['tool_call_id'] }),
    ...(calls.length > 0 ? { tool_calls: calls } : isJsonObject(extra) && extra['tool_calls'] !== undefined && { tool_calls: extra['tool_calls'] }),
  }, defaultRole);
}
