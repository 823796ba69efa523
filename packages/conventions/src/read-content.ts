import { isJsonObject, type JsonValue, type Message } from '@heddle/model';
import { looksLikeJson, structured } from './attributes/structured.js';
import { TEXT_KEYS, findMessages, parseMessages } from './messages/parse-messages.js';
import { nonEmpty, type SpanDraft } from './span-draft.js';

/**
 * The messages in a content attribute; `undefined` when there are none. JSON that a length limit cut off cannot be read:
 * its text is kept as one message, and the draft is marked.
 */
export function readContent(draft: SpanDraft, value: JsonValue | undefined, role: string): readonly Message[] | undefined {
  return value === undefined ? undefined : nonEmpty(parseMessages(structuredContent(draft, value), role));
}

/** The same of an attribute in which senders also put what was said by itself: an answer that is JSON is no conversation, and stays as it was said. */
export function readContentOrText(draft: SpanDraft, value: JsonValue | undefined, role: string): readonly Message[] | undefined {
  if (value === undefined) return undefined;
  const read = structuredContent(draft, value);
  if (isWrapped(read)) return nonEmpty(parseMessages(read, role));
  return messagesOrText(read, role, typeof read === 'string' ? read : value);
}

/** True for one text in an object that says nothing else of it than whose it is. */
function isWrapped(value: JsonValue | undefined): boolean {
  if (!isJsonObject(value)) return false;
  const keys = Object.keys(value).filter((key) => !BESIDE_TEXT.has(key));
  return keys.length === 1 && WRAPPERS.has(keys[0]!);
}

const WRAPPERS: ReadonlySet<string> = new Set([...TEXT_KEYS, 'prompts']);
const BESIDE_TEXT: ReadonlySet<string> = new Set(['model', 'id', 'object', 'created', 'usage', 'finish_reason', 'stop_reason']);

function structuredContent(draft: SpanDraft, value: JsonValue): JsonValue | undefined {
  const read = structured(value);
  if (typeof read === 'string' && looksLikeJson(read) && !read.startsWith('"')) draft.contentTruncated = true;
  return read;
}

/** Messages where there are some; everything else is what was said. @param said - as it came, where `value` was read from it */
export function messagesOrText(value: JsonValue | undefined, role: string, said: JsonValue = value ?? ''): readonly Message[] | undefined {
  const found = findMessages(value, role);
  if (found !== undefined) return nonEmpty(found);
  const content = typeof said === 'string' ? said : JSON.stringify(said);
  return content === '' ? undefined : [{ role, parts: [{ type: 'text', content }] }];
}
