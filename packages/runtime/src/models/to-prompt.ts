import type { JSONValue, LanguageModelV3Message, LanguageModelV3Prompt, SharedV3ProviderMetadata } from '@ai-sdk/provider';
import { isJsonObject, type JsonValue, type Message, type MessagePart } from '@heddle/model';
import { ModelError } from './model-error.js';

type ContentOf<Role> = Extract<LanguageModelV3Message, { role: Role }>['content'];

/**
 * A conversation as provider packages take it. Reasoning is left out: providers accept only their own, signed.
 *
 * @param signatures - what the provider said with its calls and wants back with them, by the id of the call
 * @throws {ModelError} `MODEL_BAD_REQUEST` for a role or a part that cannot be sent to a model
 */
export function toPrompt(messages: readonly Message[], signatures: ReadonlyMap<string, SharedV3ProviderMetadata> = new Map()): LanguageModelV3Prompt {
  const toolNames = new Map<string, string>();
  return messages.map((message): LanguageModelV3Message => {
    const parts = message.parts.filter((part) => part.type !== 'reasoning');
    switch (message.role) {
      case 'system':
        return { role: 'system', content: parts.map((part) => systemText(part)).join('\n') };
      case 'user':
        return { role: 'user', content: parts.map(userPart) };
      case 'assistant':
        return { role: 'assistant', content: parts.map((part) => assistantPart(part, toolNames, signatures)) };
      case 'tool':
        return { role: 'tool', content: parts.map((part) => toolPart(part, toolNames)) };
      default:
        throw cannotSend(`a message with the role "${message.role}"`);
    }
  });
}

function systemText(part: MessagePart): string {
  if (part.type !== 'text') throw cannotSend(`a "${part.type}" part in a system message`);
  return part.content;
}

function userPart(part: MessagePart): ContentOf<'user'>[number] {
  switch (part.type) {
    case 'text':
      return { type: 'text', text: part.content };
    case 'blob':
      return { type: 'file', data: part.content, mediaType: mediaTypeOf(part) };
    case 'uri':
      if (!URL.canParse(part.uri)) throw cannotSend(`a file at "${part.uri}", which is not a URL`);
      return { type: 'file', data: new URL(part.uri), mediaType: mediaTypeOf(part) };
    default:
      throw cannotSend(`a "${part.type}" part in a user message`);
  }
}

function mediaTypeOf(part: { readonly modality?: string; readonly mime_type?: string }): string {
  return part.mime_type ?? (part.modality === undefined ? 'application/octet-stream' : `${part.modality}/*`);
}

function assistantPart(part: MessagePart, toolNames: Map<string, string>, signatures: ReadonlyMap<string, SharedV3ProviderMetadata>): ContentOf<'assistant'>[number] {
  switch (part.type) {
    case 'text':
      return { type: 'text', text: part.content };
    case 'tool_call': {
      const toolCallId = part.id ?? part.name;
      toolNames.set(toolCallId, part.name);
      const providerOptions = signatures.get(toolCallId);
      return { type: 'tool-call', toolCallId, toolName: part.name, input: toolInput(part.arguments), ...(providerOptions && { providerOptions }) };
    }
    default:
      throw cannotSend(`a "${part.type}" part in an assistant message`);
  }
}

/** Providers insist on an object. */
function toolInput(input: JsonValue | undefined): unknown {
  return input === undefined || !isJsonObject(input) ? {} : input;
}

function toolPart(part: MessagePart, toolNames: ReadonlyMap<string, string>): ContentOf<'tool'>[number] {
  if (part.type !== 'tool_call_response') throw cannotSend(`a "${part.type}" part in a tool message`);
  const toolCallId = part.id ?? '';
  const toolName = toolNames.get(toolCallId);
  if (toolName === undefined) throw cannotSend(`the result of tool call "${toolCallId}", which no earlier message made`);
  const output =
    typeof part.response === 'string'
      ? { type: 'text' as const, value: part.response }
      : { type: 'json' as const, value: part.response as JSONValue };
  return { type: 'tool-result', toolCallId, toolName, output };
}

function cannotSend(what: string): ModelError {
  return new ModelError('MODEL_BAD_REQUEST', `A model cannot be sent ${what}. Change the messages of this request.`, {
    retryable: false,
  });
}
