import { isJsonObject } from '@heddle/model';
import type { EventType, JsonValue } from '@heddle/model';

const REQUEST: EventType = 'model-call-request';
/** Messages that a request keeps: the last ones, which are what is new in a history. */
const MESSAGES = 4;

/**
 * An event as it is stored, for somebody who looks over a whole session. Each request to a model has the conversation so far, and what the model
 * is told of its functions: it keeps its newest messages and nothing of the functions. Other events stay as they are. What is left out
 * need not be read.
 *
 * @returns the same text when nothing is left out
 */
export function shortEvent(storedJson: string): string {
  if (!storedJson.includes(REQUEST)) return storedJson;
  const event = JSON.parse(storedJson) as JsonValue;
  if (!isJsonObject(event) || event['type'] !== REQUEST) return storedJson;
  const { messages, tools, ...others } = event;
  const isLong = Array.isArray(messages) && messages.length > MESSAGES;
  if (!isLong && tools === undefined) return storedJson;
  return JSON.stringify({ ...others, messages: isLong ? (messages as readonly JsonValue[]).slice(-MESSAGES) : messages });
}
