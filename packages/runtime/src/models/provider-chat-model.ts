import type { JSONSchema7, LanguageModelV3, LanguageModelV3CallOptions, LanguageModelV3StreamPart, SharedV3ProviderMetadata } from '@ai-sdk/provider';
import type { ChatModel, ChatPart, ChatRequest } from './chat-model.js';
import { isEnforceableSchema } from './enforceable-schema.js';
import { ModelError } from './model-error.js';
import { PROVIDERS } from './providers.js';
import { toFinishReason } from './to-finish-reason.js';
import { cutReplyError, toModelError, type AskedModel } from './to-model-error.js';
import { toPrompt } from './to-prompt.js';
import { toUsage } from './to-usage.js';
import { toolArguments } from './tool-arguments.js';

/** A provider that sends more than this is broken or hostile. */
const LONGEST_REPLY_CHARACTERS = 8_000_000;

/** Calls of which is kept what the provider wants back with them. */
const MOST_KEPT_CALLS = 1_000;

/** A model of a provider package behind our port: its stream, its errors and its usage in our words. */
export function createProviderChatModel(load: () => Promise<LanguageModelV3>, asked: AskedModel): ChatModel {
  let loaded: Promise<LanguageModelV3> | undefined;
  // Signatures by which a provider knows its own calls again (Gemini's thoughts); they mean nothing to anybody else.
  const signatures = new Map<string, SharedV3ProviderMetadata>();
  return {
    provider: PROVIDERS[asked.provider].telemetryName,
    model: asked.model,
    scripted: false,
    async *stream(request, { signal }) {
      signal.throwIfAborted();
      try {
        const { stream } = await (await (loaded ??= load())).doStream(callOptions(request, signal, signatures));
        yield* readParts(stream, asked, signatures);
      } catch (error) {
        // Cancelling is the caller's doing, not the model's failure.
        if (signal.aborted) throw signal.reason;
        throw toModelError(error, asked, Date.now());
      }
    },
  };
}

async function* readParts(stream: ReadableStream<LanguageModelV3StreamPart>, asked: AskedModel, signatures: Map<string, SharedV3ProviderMetadata>): AsyncGenerator<ChatPart> {
  let responseModel = asked.model;
  let responseId: string | undefined;
  let characters = 0;
  for await (const part of stream) {
    switch (part.type) {
      case 'text-delta':
      case 'reasoning-delta':
        if (part.delta === '') break;
        characters += part.delta.length;
        if (characters > LONGEST_REPLY_CHARACTERS) throw endlessReplyError(asked);
        yield { type: part.type === 'text-delta' ? 'text' : 'reasoning', text: part.delta };
        break;
      case 'tool-input-delta':
        characters += part.delta.length;
        if (characters > LONGEST_REPLY_CHARACTERS) throw endlessReplyError(asked);
        break;
      case 'tool-call':
        if (part.providerMetadata) signatures.set(part.toolCallId, part.providerMetadata);
        if (signatures.size > MOST_KEPT_CALLS) signatures.delete(signatures.keys().next().value!);
        yield { type: 'tool_call', id: part.toolCallId, name: part.toolName, arguments: toolArguments(part.input) };
        break;
      case 'response-metadata':
        responseModel = part.modelId || responseModel;
        responseId = part.id || responseId;
        break;
      case 'error':
        throw part.error;
      case 'finish':
        // Without a word from the provider on why it stopped, it did not stop: the connection did.
        if (part.finishReason.raw === undefined) throw cutReplyError(asked);
        yield {
          type: 'finish',
          finishReasons: [toFinishReason(part.finishReason)],
          usage: toUsage(part.usage),
          responseModel,
          ...(responseId !== undefined && { responseId }),
        };
        return;
      default:
    }
  }
  throw cutReplyError(asked);
}

function callOptions(request: ChatRequest, signal: AbortSignal, signatures: ReadonlyMap<string, SharedV3ProviderMetadata>): LanguageModelV3CallOptions {
  const { messages, temperature, maxOutputTokens, stopSequences, responseSchema, tools, toolChoice } = request;
  // OpenAI refuses a schema it cannot enforce when told to be strict; the others decide for themselves.
  const strictJsonSchema = responseSchema !== undefined && isEnforceableSchema(responseSchema.schema);
  return {
    prompt: toPrompt(messages, signatures),
    abortSignal: signal,
    ...(temperature !== undefined && { temperature }),
    ...(maxOutputTokens !== undefined && { maxOutputTokens }),
    ...(stopSequences !== undefined && { stopSequences: [...stopSequences] }),
    ...(tools && tools.length > 0 && {
      tools: tools.map(({ name, description, parameters }) => ({ type: 'function' as const, name, description, inputSchema: parameters as JSONSchema7 })),
      toolChoice: providerToolChoice(toolChoice),
    }),
    ...(responseSchema !== undefined && {
      responseFormat: { type: 'json', name: responseSchema.name, schema: responseSchema.schema as JSONSchema7 },
      providerOptions: { openai: { strictJsonSchema }, openaiCompatible: { strictJsonSchema } },
    }),
  };
}

function providerToolChoice(choice: ChatRequest['toolChoice'] = 'auto'): NonNullable<LanguageModelV3CallOptions['toolChoice']> {
  return typeof choice === 'string' ? { type: choice } : { type: 'tool', toolName: choice.name };
}

function endlessReplyError(asked: AskedModel): ModelError {
  return new ModelError(
    'MODEL_BAD_RESPONSE',
    `The reply of ${asked.model} passed ${LONGEST_REPLY_CHARACTERS} characters and was stopped. Set maxOutputTokens on the request.`,
    { retryable: false },
  );
}
