import { isJsonObject, messageText, type JsonValue } from '@heddle/model';
import { structured } from '../attributes/structured.js';
import { parseMessage } from './parse-message.js';

/** System instructions as one text: from a list of parts, a list of texts, or plain text. `undefined` when there are none. */
export function instructionsText(value: JsonValue | undefined): string | undefined {
  const read = structured(value);
  if (read === undefined || read === null) return undefined;
  const message = isJsonObject(read) && read['parts'] !== undefined ? read : { role: 'system', content: read };
  const parsed = parseMessage(message as JsonValue, 'system');
  return (parsed && messageText(parsed)) || undefined;
}
