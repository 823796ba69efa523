import type { JsonObject } from '../json.js';
import type { Message } from '../message.js';
import type { Usage } from '../usage.js';
import type { EventError } from './envelope.js';

/**
 * A function as a model is told of it.
 *
 * @see OpenTelemetry GenAI semantic conventions 1.41, `gen_ai.tool.definitions`
 */
export interface ToolDefinition {
  readonly type: 'function';
  readonly name: string;
  readonly description: string;
  /** JSON Schema of its single object argument. */
  readonly parameters: JsonObject;
}

export interface ModelCallRequest {
  readonly type: 'model-call-request';
  readonly modelCallId: string;
  readonly provider: string;
  readonly model: string;
  readonly parameters: JsonObject;
  readonly messages: readonly Message[];
  /** The functions that the model may call; absent when there are none. */
  readonly tools?: readonly ToolDefinition[];
  /** Why the model is called: `plan`, `code`, `repair`, ... */
  readonly purpose: string;
  /** 1 for the first try, one more for each retry. */
  readonly attempt: number;
  /** True when the reply comes from a script and no model is asked. */
  readonly scripted: boolean;
}

export interface ModelCallDelta {
  readonly type: 'model-call-delta';
  readonly modelCallId: string;
  readonly text: string;
}

export interface ModelCallEnd {
  readonly type: 'model-call-end';
  readonly modelCallId: string;
  /** The model that answered, which may be more exact than the one that was asked. */
  readonly responseModel: string;
  readonly output: Message;
  readonly usage: Usage;
  /** `null` when the price or the usage is unknown. */
  readonly costUsd: number | null;
  readonly finishReasons: readonly string[];
  readonly timeToFirstTokenMs?: number;
  readonly durationMs: number;
}

export interface ModelCallError {
  readonly type: 'model-call-error';
  readonly modelCallId: string;
  readonly error: EventError;
  readonly willRetry: boolean;
  readonly durationMs: number;
}
