import { isJsonObject, type JsonValue, type Message } from '@heddle/model';
import { looksLikeJson, structured } from './attributes/structured.js';
import { findMessages, parseMessages } from './messages/parse-messages.js';
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
  return findMessages(read, role) ?? asText(typeof read === 'string' ? read : value, role);
}

/** True for one text in an object that says nothing else of it than whose it is. */
function isWrapped(value: JsonValue | undefined): boolean {
  if (!isJsonObject(value)) return false;
  const keys = Object.keys(value).filter((key) => !BESIDE_TEXT.has(key));
  return keys.length === 1 && WRAPPERS.has(keys[0]!);
}

const WRAPPERS: ReadonlySet<string> = new Set(['prompt', 'prompts', 'input', 'output', 'text', 'content', 'query', 'question']);
const BESIDE_TEXT: ReadonlySet<string> = new Set(['model', 'id', 'object', 'created', 'usage', 'finish_reason', 'stop_reason']);

function structuredContent(draft: SpanDraft, value: JsonValue): JsonValue | undefined {
  const read = structured(value);
  if (typeof read === 'string' && looksLikeJson(read) && !read.startsWith('"')) draft.contentTruncated = true;
  return read;
}

/** Messages where there are some; everything else is what was said. */
export function messagesOrText(value: JsonValue, role: string): readonly Message[] | undefined {
  return findMessages(value, role) ?? asText(value, role);
}

function asText(value: JsonValue, role: string): readonly Message[] | undefined {
  const content = typeof value === 'string' ? value : JSON.stringify(value);
  return content === '' ? undefined : [{ role, parts: [{ type: 'text', content }] }];
}
