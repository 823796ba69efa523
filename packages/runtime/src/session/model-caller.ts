import { computeCost, type PriceOverride } from '@heddle/conventions';
import { createId, type JsonObject, type Message, type Usage } from '@heddle/model';
import { errorFacts, type Clock, type Observation, type Operation } from '@heddle/sdk';
import type { ChatModel, ChatRequest, ToolCallPart } from '../models/chat-model.js';
import { RuntimeError } from '../errors.js';
import { ModelError } from '../models/model-error.js';
import { retryDelayMs } from '../models/retry-delay.js';
import type { Budget, Reservation } from './budget.js';
import { recordedMessages } from './recorded-messages.js';

export interface ModelReply {
  readonly text: string;
  /** What it asks to be called; empty when it does not. */
  readonly toolCalls: readonly ToolCallPart[];
  readonly finishReasons: readonly string[];
  readonly usage: Usage;
  readonly costUsd: number | null;
}

interface ModelCallOptions {
  /** Why the model is called: `plan`, `code`, `repair`, ... */
  readonly purpose: string;
  readonly observation: Observation;
  readonly signal: AbortSignal;
  /** Told of every piece of the reply as it comes. */
  readonly onText?: (text: string) => void;
  /**
   * Asked after every piece: once true, the rest of the reply is not listened to and the provider is told so. Its finish reason is
   * `early_stop` then, its usage unknown: providers say it at the end.
   */
  readonly isEnough?: () => boolean;
}

/** Calls of one reply that are looked at. A model that asks for more at once has lost its way. */
const MOST_TOOL_CALLS = 64;

/** The finish reason of a reply that was not listened to until its end. Ours: no provider says it. */
const EARLY_STOP = 'early_stop';

/** Calls a model, observed and retried. */
export interface ModelCaller {
  /**
   * @throws {ModelError} when the last try failed too
   * @throws {RuntimeError} `BUDGET_EXCEEDED` before a call that could go over a limit
   */
  call(request: ChatRequest, options: ModelCallOptions): Promise<ModelReply>;
}

export interface ModelCallerParts {
  readonly model: ChatModel;
  readonly clock: Clock;
  /** Tries in all; default 4. */
  readonly maxTries?: number;
  /** Limits that every try is reserved against before it is made. */
  readonly budgets?: readonly Budget[];
  /** Asked before the table. */
  readonly prices?: readonly PriceOverride[];
}

/** Each try is a model call of its own in the record: an observer sees the failures as well as the success. */
export function createModelCaller({ model, clock, maxTries = 4, budgets = [], prices = [] }: ModelCallerParts): ModelCaller {
  return {
    async call(request, options) {
      for (let attempt = 1; ; attempt++) {
        const reservations = reserveAll(budgets, model, request, options.observation);
        try {
          const reply = await callOnce({ model, clock, prices }, request, options, attempt, attempt < maxTries);
          for (const reservation of reservations) settle(reservation, reply);
          return reply;
        } catch (error) {
          for (const reservation of reservations) reservation.release();
          if (!willRetry(error, attempt < maxTries, options.signal)) throw error;
          await pause(retryDelayMs(error as ModelError, attempt, Math.random), options.signal);
        }
      }
    },
  };
}

function settle(reservation: Reservation, { text, reasoning, usage, costUsd, finishReasons }: Heard): void {
  if (finishReasons.includes(EARLY_STOP)) reservation.settleStopped(text.length + reasoning.length);
  else reservation.settle(usage, costUsd);
}

/** All or none: what one budget refuses, the others get back. */
function reserveAll(budgets: readonly Budget[], model: ChatModel, request: ChatRequest, observation: Observation): readonly Reservation[] {
  const reservations: Reservation[] = [];
  try {
    for (const budget of budgets) reservations.push(budget.reserve(model, request));
    return reservations;
  } catch (error) {
    for (const reservation of reservations) reservation.release();
    if (error instanceof RuntimeError) observation.note({ type: 'budget-exceeded', limit: error.code, message: error.message });
    throw error;
  }
}

function willRetry(error: unknown, triesLeft: boolean, signal: AbortSignal): boolean {
  return triesLeft && !signal.aborted && error instanceof ModelError && error.retryable;
}

async function callOnce(
  { model, clock, prices }: Required<Pick<ModelCallerParts, 'model' | 'clock' | 'prices'>>,
  request: ChatRequest,
  { purpose, observation, signal, onText, isEnough }: ModelCallOptions,
  attempt: number,
  triesLeft: boolean,
): Promise<Heard> {
  const modelCallId = createId('modelCall', Math.floor(clock.nowMs()));
  const operation: Operation<Heard> = {
    start: {
      type: 'model-call-request',
      modelCallId,
      provider: model.provider,
      model: model.model,
      parameters: requestParameters(request),
      messages: recordedMessages(request.messages),
      ...(request.tools && request.tools.length > 0 && { tools: request.tools }),
      purpose,
      attempt,
      scripted: model.scripted,
    },
    end: (outcome) =>
      outcome.kind === 'returned'
        ? {
            type: 'model-call-end',
            modelCallId,
            responseModel: outcome.value.responseModel,
            output: outputMessage(outcome.value),
            usage: outcome.value.usage,
            costUsd: outcome.value.costUsd,
            finishReasons: outcome.value.finishReasons,
            ...(outcome.value.timeToFirstTokenMs !== undefined && { timeToFirstTokenMs: outcome.value.timeToFirstTokenMs }),
            durationMs: outcome.durationMs,
          }
        : {
            type: 'model-call-error',
            modelCallId,
            error: errorFacts(outcome.error),
            willRetry: willRetry(outcome.error, triesLeft, signal),
            durationMs: outcome.durationMs,
          },
  };
  return await observation.observe(operation, async (call) => {
    let text = '';
    const toolCalls: ToolCallPart[] = [];
    let reasoning = '';
    let timeToFirstTokenMs: number | undefined;
    for await (const part of model.stream(request, { signal })) {
      if (part.type === 'finish') {
        const { finishReasons, usage, responseModel } = part;
        const costUsd = model.scripted ? null : computeCost({ provider: model.provider, model: responseModel, usage }, { overrides: prices });
        return { text, toolCalls, reasoning, finishReasons, usage, responseModel, costUsd, timeToFirstTokenMs };
      }
      timeToFirstTokenMs ??= clock.nowMs() - call.startMs;
      if (part.type === 'reasoning') {
        reasoning += part.text;
        continue;
      }
      if (part.type === 'tool_call') {
        if (toolCalls.length < MOST_TOOL_CALLS) toolCalls.push(part);
        continue;
      }
      text += part.text;
      call.note({ type: 'model-call-delta', modelCallId, text: part.text });
      onText?.(part.text);
      if (isEnough?.()) return { text, toolCalls, reasoning, finishReasons: [EARLY_STOP], usage: {}, responseModel: model.model, costUsd: null, timeToFirstTokenMs };
    }
    throw new ModelError('MODEL_BAD_RESPONSE', `${model.provider} ended its reply without finishing it. Try again.`, { retryable: true });
  });
}

interface Heard extends ModelReply {
  readonly reasoning: string;
  readonly responseModel: string;
  readonly timeToFirstTokenMs?: number;
}

function outputMessage({ text, toolCalls, reasoning }: Heard): Message {
  return {
    role: 'assistant',
    parts: [
      ...(reasoning ? [{ type: 'reasoning' as const, content: reasoning }] : []),
      ...(text || toolCalls.length === 0 ? [{ type: 'text' as const, content: text }] : []),
      ...toolCalls,
    ],
  };
}

/** Under the names of `gen_ai.request.*`. */
function requestParameters(request: ChatRequest): JsonObject {
  return {
    ...(request.temperature !== undefined && { temperature: request.temperature }),
    ...(request.maxOutputTokens !== undefined && { max_tokens: request.maxOutputTokens }),
    ...(request.stopSequences && { stop_sequences: request.stopSequences }),
    ...(request.responseSchema && { response_schema: request.responseSchema.name }),
    ...(request.toolChoice !== undefined && { tool_choice: typeof request.toolChoice === 'string' ? request.toolChoice : request.toolChoice.name }),
  };
}

function pause(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const done = () => {
      clearTimeout(timer);
      signal.removeEventListener('abort', done);
      resolve();
    };
    const timer = setTimeout(done, ms);
    signal.addEventListener('abort', done);
  });
}
