import { isJsonObject, type JsonObject, type JsonValue, type MessagePart } from '@heddle/model';
import { structured } from '../attributes/structured.js';
import { textOf } from '../attributes/text-of.js';

/** Reads one part of a message, in the spelling of any provider or framework. What has no meaning here is kept as it came. */
export function parsePart(value: JsonValue): MessagePart | undefined {
  if (value === null || value === '') return undefined;
  if (!isJsonObject(value)) return { type: 'text', content: typeof value === 'object' ? JSON.stringify(value) : String(value) };
  const type = textOf(value['type']);
  return (type === undefined ? untypedPart(value) : PARSERS.get(type)?.(value)) ?? otherPart(type, value);
}

/** True when an object is a part of a message, and not a message. */
export function isPart(value: JsonObject): boolean {
  const type = value['type'];
  return typeof type === 'string' && PARSERS.has(type) && value['role'] === undefined;
}

/** A part whose type has no shape of its own. */
function otherPart(type: string | undefined, value: JsonObject): MessagePart {
  return { type: 'other', original_type: type ?? '', value };
}

type Parser = (part: JsonObject) => MessagePart | undefined;

function text(part: JsonObject): MessagePart | undefined {
  const content = part['content'] ?? part['text'] ?? part['value'];
  if (typeof content === 'string') return { type: 'text', content };
  return content === undefined || content === null ? undefined : { type: 'text', content: JSON.stringify(content) };
}

function reasoning(part: JsonObject): MessagePart | undefined {
  const content = part['content'] ?? part['text'] ?? part['thinking'] ?? part['reasoning'] ?? part['summary'];
  if (typeof content === 'string') return { type: 'reasoning', content };
  if (!Array.isArray(content)) return undefined;
  const pieces = (content as readonly JsonValue[]).flatMap((piece) => textOf(isJsonObject(piece) ? piece['text'] : piece) ?? []);
  return { type: 'reasoning', content: pieces.join('\n') };
}

/** A request to call a tool, wherever its name and arguments stand. */
export function toolCall(part: JsonObject): MessagePart | undefined {
  const inner = part['function'] ?? part['tool_call'] ?? part['functionCall'];
  const call = isJsonObject(inner) ? { ...part, ...inner } : part;
  const nested = call['function'];
  const named = isJsonObject(nested) ? { ...call, ...nested } : call;
  const name = textOf(named['name']) ?? textOf(named['toolName']) ?? textOf(named['tool_name']);
  if (name === undefined) return undefined;
  const id = textOf(named['call_id']) ?? textOf(named['toolCallId']) ?? textOf(named['tool_call_id']) ?? textOf(named['toolUseId']) ?? textOf(named['id']);
  const args = structured(named['arguments'] ?? named['input'] ?? named['args']);
  // No spreads: calls are in every history.
  if (args === undefined) return id === undefined ? { type: 'tool_call', name } : { type: 'tool_call', id, name };
  return id === undefined ? { type: 'tool_call', name, arguments: args } : { type: 'tool_call', id, name, arguments: args };
}

/** What a tool answered, wherever its value and id stand. */
export function toolCallResponse(part: JsonObject): MessagePart {
  const id = textOf(part['tool_call_id']) ?? textOf(part['toolCallId']) ?? textOf(part['tool_use_id']) ?? textOf(part['toolUseId']) ?? textOf(part['call_id']) ?? textOf(part['id']);
  let response = part['response'] ?? part['result'] ?? part['output'] ?? part['content'] ?? null;
  // AI SDK 5 and later say how the value is meant: {type: 'json' | 'text' | 'error-text', value}.
  if (isJsonObject(response) && typeof response['type'] === 'string' && response['value'] !== undefined) response = response['value'];
  const value = structured(response) ?? null;
  return id === undefined ? { type: 'tool_call_response', response: value } : { type: 'tool_call_response', id, response: value };
}

function media(modality: string): Parser {
  return (part) => {
    const source = part['source'];
    if (isJsonObject(source)) return fromData(modality, source['data'] ?? source['url'], source['media_type']);
    const nested = part['image_url'] ?? part['image'] ?? part['audio_url'] ?? part['input_audio'] ?? part['data'] ?? part['url'] ?? part['file_data'];
    if (!isJsonObject(nested)) return fromData(modality, nested, part['mediaType'] ?? part['mimeType'] ?? part['mime_type']) ?? fileReference(modality, part);
    const inner = isJsonObject(nested['image']) ? nested['image'] : nested;
    return fromData(modality, inner['url'] ?? inner['data'], inner['mime_type'] ?? inner['format'] ?? part['mediaType']);
  };
}

function fromData(modality: string, data: JsonValue | undefined, mime: JsonValue | undefined): MessagePart | undefined {
  if (typeof data !== 'string' || data === '') return undefined;
  const dataUrl = /^data:([\w.+/-]+)?(?:;[\w=-]+)*;base64,/.exec(data);
  const mimeType = dataUrl?.[1] ?? textOf(mime);
  const common = { modality, ...(mimeType !== undefined && { mime_type: mimeType }) };
  if (dataUrl) return { type: 'blob', ...common, content: data.slice(dataUrl[0].length) };
  return /^[a-z][a-z0-9+.-]*:\/\//i.test(data) ? { type: 'uri', ...common, uri: data } : { type: 'blob', ...common, content: data };
}

function fileReference(modality: string, part: JsonObject): MessagePart | undefined {
  const nested = part['file'];
  const fileId = textOf(part['file_id']) ?? (isJsonObject(nested) ? textOf(nested['file_id']) : undefined);
  return fileId === undefined ? undefined : { type: 'file', modality, file_id: fileId };
}

/** The three media parts of GenAI keep their own words. */
function genAiMedia(type: 'blob' | 'uri' | 'file', field: 'content' | 'uri' | 'file_id'): Parser {
  return (part) => {
    const content = textOf(part[field]);
    if (content === undefined) return type === 'file' ? media(textOf(part['modality']) ?? 'file')(part) : undefined;
    const modality = textOf(part['modality']);
    const mimeType = textOf(part['mime_type']);
    return { type, ...(modality && { modality }), ...(mimeType && { mime_type: mimeType }), [field]: content } as MessagePart;
  };
}

/** Parts of Gemini and Bedrock have no type: the key says what they are. */
function untypedPart(part: JsonObject): MessagePart | undefined {
  if (typeof part['text'] === 'string') return { type: part['thought'] === true ? 'reasoning' : 'text', content: part['text'] };
  const call = part['functionCall'] ?? part['function_call'] ?? part['toolUse'];
  if (isJsonObject(call)) return toolCall(call);
  const response = part['functionResponse'] ?? part['function_response'] ?? part['toolResult'];
  if (isJsonObject(response)) return toolCallResponse(response);
  // Genkit
  const request = part['toolRequest'];
  if (isJsonObject(request)) return toolCall({ ...request, id: request['ref'] ?? null });
  const answer = part['toolResponse'];
  if (isJsonObject(answer)) return toolCallResponse({ ...answer, id: answer['ref'] ?? null });
  const inline = part['inlineData'] ?? part['inline_data'];
  if (isJsonObject(inline)) return fromData('file', inline['data'], inline['mimeType'] ?? inline['mime_type']);
  const file = part['fileData'] ?? part['file_data'];
  if (isJsonObject(file)) return fromData('file', file['fileUri'] ?? file['file_uri'], file['mimeType'] ?? file['mime_type']);
  if (typeof part['content'] === 'string') return { type: 'text', content: part['content'] };
  return undefined;
}

const PARSERS: ReadonlyMap<string, Parser> = new Map<string, Parser>([
  ['text', text], ['input_text', text], ['output_text', text],
  ['reasoning', reasoning], ['thinking', reasoning],
  ['tool_call', toolCall], ['tool-call', toolCall], ['tool_use', toolCall], ['function_call', toolCall], ['function', toolCall],
  ['tool_call_response', toolCallResponse], ['tool-result', toolCallResponse], ['tool-error', toolCallResponse],
  ['tool_result', toolCallResponse], ['function_call_output', toolCallResponse],
  ['blob', genAiMedia('blob', 'content')], ['uri', genAiMedia('uri', 'uri')], ['file', genAiMedia('file', 'file_id')],
  ['image_url', media('image')], ['image', media('image')], ['input_image', media('image')],
  ['input_audio', media('audio')], ['audio', media('audio')],
  ['document', media('document')], ['input_file', media('file')],
]);
