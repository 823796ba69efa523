import { isJsonObject, type JsonObject, type JsonValue, type Message } from '@heddle/model';
import { safeJson } from './attributes/safe-json.js';
import { structured } from './attributes/structured.js';
import { textList } from './attributes/text-list.js';
import { instructionsText } from './messages/instructions-text.js';
import { parseMessage, roleOfEvent } from './messages/parse-message.js';
import { parseMessages } from './messages/parse-messages.js';
import { parsePart } from './messages/parse-part.js';
import { messagesOrText } from './read-content.js';

/** A GenAI event, from a span event or a log record: its name, and the fields of its attributes and body as one. */
export interface ContentEvent {
  readonly name: string;
  readonly fields: JsonObject;
}

/** Content that travelled in events. A field is `undefined` when no event had it. */
export interface EventContent {
  readonly inputMessages: readonly Message[] | undefined;
  readonly outputMessages: readonly Message[] | undefined;
  readonly systemText: string | undefined;
  readonly finishReasons: readonly string[] | undefined;
}

const OPERATION_DETAILS = 'gen_ai.client.inference.operation.details';
const WHOLE_CONTENT = new Set([OPERATION_DETAILS, 'gen_ai.content.prompt', 'gen_ai.content.completion']);

/** True for events that carry what was said to a model or by it. */
export function isContentEvent(name: string): boolean {
  return WHOLE_CONTENT.has(name) || roleOfEvent(name) !== undefined;
}

/**
 * Collects the messages that events carry. Three generations: one event with everything (1.37 and later), one event per
 * message (up to 1.36), and one event with the whole prompt (before).
 */
export function contentOfEvents(events: readonly ContentEvent[]): EventContent {
  const input: Message[] = [];
  const output: Message[] = [];
  let systemText: string | undefined;
  let finishReasons: readonly string[] | undefined;
  for (const { name, fields: sent } of events) {
    if (!isContentEvent(name)) continue;
    const fields = safeJson(sent) as JsonObject;
    if (name === OPERATION_DETAILS) {
      input.push(...parseMessages(fields['gen_ai.input.messages'], 'user'));
      output.push(...parseMessages(fields['gen_ai.output.messages'], 'assistant'));
      systemText ??= instructionsText(fields['gen_ai.system_instructions']);
      const reasons = textList(fields['gen_ai.response.finish_reasons']);
      if (reasons.length > 0) finishReasons ??= reasons;
    } else if (name === 'gen_ai.content.prompt') input.push(...parseMessages(fields['gen_ai.prompt'], 'user'));
    else if (name === 'gen_ai.content.completion') output.push(...(messagesOrText(fields['gen_ai.completion'], 'assistant') ?? []));
    else {
      const message = eventMessage(fields, roleOfEvent(name) ?? 'user');
      if (message) (name === 'gen_ai.choice' ? output : input).push(message);
    }
  }
  return {
    inputMessages: input.length > 0 ? input : undefined,
    outputMessages: output.length > 0 ? output : undefined,
    systemText,
    finishReasons,
  };
}

/** Fields that some senders flatten into JSON text: a choice's `message`, a message's `tool_calls` and `content` list. */
function eventMessage(fields: JsonObject, role: string): Message | undefined {
  // Where content is not recorded, events say who spoke and nothing else.
  if (!CONTENT_FIELDS.some((field) => fields[field] !== undefined)) {
    const reason = fields['finish_reason'];
    return typeof reason === 'string' ? { role, parts: [], finish_reason: reason } : undefined;
  }
  const message = structured(fields['message']);
  const said = isJsonObject(message) ? undefined : (fields['message'] ?? fields['content']);
  return parseMessage({
    ...(typeof message === 'string' ? { content: message } : fields),
    ...(isJsonObject(message) && { message }),
    ...(said !== undefined && { content: partsOf(said) ?? said }),
    ...(fields['tool_calls'] !== undefined && { tool_calls: structured(fields['tool_calls'])! }),
    ...(fields['finish_reason'] !== undefined && { finish_reason: fields['finish_reason'] }),
    ...(!isJsonObject(message) && { role: typeof fields['role'] === 'string' ? fields['role'] : role }),
  }, role);
}

const CONTENT_FIELDS = ['message', 'content', 'parts', 'contents', 'text', 'body', 'tool_calls', 'function_call', 'id'];

/** A list of parts as JSON text (Strands); other JSON text is what was said. */
function partsOf(said: JsonValue): JsonValue | undefined {
  const list = typeof said === 'string' && said.startsWith('[') ? structured(said) : undefined;
  const areParts = Array.isArray(list) && list.length > 0 && list.every((item: JsonValue) => isJsonObject(item) && parsePart(item)?.type !== 'other');
  return areParts ? list : undefined;
}
