import { isJsonObject, type JsonObject, type JsonValue } from '@heddle/model';
import { structured } from './structured.js';

/** What a tool gave, out of the message that LangChain wraps around it. */
export function langChainContent(output: JsonValue | undefined): JsonValue | undefined {
  const wrapped = isJsonObject(output) ? (output['output'] ?? output) : output;
  const fields = isJsonObject(wrapped) ? (wrapped['kwargs'] ?? wrapped) : undefined;
  const isMessage = isJsonObject(fields) && fields['content'] !== undefined && (fields['tool_call_id'] !== undefined || fields['type'] === 'tool');
  return isMessage ? structured((fields as JsonObject)['content']) : output;
}

/** What a tool was given, out of what LangChain's callback tells of it. */
export function langChainArguments(input: JsonValue | undefined): JsonValue | undefined {
  if (!isJsonObject(input) || input['input_str'] === undefined) return input;
  return isJsonObject(input['inputs']) ? input['inputs'] : structured(input['input_str']);
}
