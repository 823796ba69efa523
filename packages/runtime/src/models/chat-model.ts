import type { JsonObject, JsonValue, Message, ToolDefinition, Usage } from '@heddle/model';

/** A model that continues a conversation. The port behind which every provider stands. */
export interface ChatModel {
  /** As OpenTelemetry names it: `openai`, `anthropic`, `gcp.gemini`, ... ; `scripted` for replies read from a list. */
  readonly provider: string;
  /** The model asked for. */
  readonly model: string;
  /** True when the replies come from a script and no model is asked. Said wherever the reply is shown. */
  readonly scripted: boolean;
  /**
   * Asks for one reply. Ends with exactly one `finish` part.
   *
   * @throws {ModelError} while iterating, when the provider refuses, fails or cannot be reached
   */
  stream(request: ChatRequest, options: { readonly signal: AbortSignal }): AsyncIterable<ChatPart>;
}

export interface ChatRequest {
  /** System messages first. */
  readonly messages: readonly Message[];
  /** 0 to 2; default the provider's. */
  readonly temperature?: number;
  readonly maxOutputTokens?: number;
  readonly stopSequences?: readonly string[];
  /** JSON Schema the reply must follow: given to providers that can enforce it, otherwise only asked for in the prompt. */
  readonly responseSchema?: { readonly name: string; readonly schema: JsonObject };
  /** Functions the model may ask to be called; it answers with `tool_call` parts then. Names: letters, digits, `_`, `-`. */
  readonly tools?: readonly ToolDefinition[];
  /** Whether it must call one, may not, or which; default `auto`: the model decides. */
  readonly toolChoice?: ToolChoice;
}

export type ToolChoice = 'auto' | 'none' | 'required' | { readonly name: string };

export type ChatPart =
  | { readonly type: 'text'; readonly text: string }
  | { readonly type: 'reasoning'; readonly text: string }
  | ToolCallPart
  | {
      readonly type: 'finish';
      /** `stop`, `length`, `content_filter`, `tool_call` or `error`. */
      readonly finishReasons: readonly string[];
      readonly usage: Usage;
      readonly responseModel: string;
      readonly responseId?: string;
    };

/** A whole call that the model asks for. Hostile, as all that a model says. */
export interface ToolCallPart {
  readonly type: 'tool_call';
  /** By which the result is told: the `id` of a `tool_call_response`. */
  readonly id: string;
  readonly name: string;
  /** An object; text when what the model wrote is not JSON. */
  readonly arguments: JsonValue;
}
