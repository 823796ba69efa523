import type { JsonValue, Message } from '@heddle/model';
import { looksLikeJson, structured } from './attributes/structured.js';
import { parseMessages } from './messages/parse-messages.js';
import { nonEmpty, type SpanDraft } from './span-draft.js';

/**
 * The messages in a content attribute; `undefined` when there are none. JSON that a length limit cut off cannot be read:
 * its text is kept as one message, and the draft is marked.
 */
export function readContent(draft: SpanDraft, value: JsonValue | undefined, role: string): readonly Message[] | undefined {
  if (value === undefined) return undefined;
  const read = structured(value);
  if (typeof read === 'string' && looksLikeJson(read) && !read.startsWith('"')) draft.contentTruncated = true;
  return nonEmpty(parseMessages(read, role));
}
