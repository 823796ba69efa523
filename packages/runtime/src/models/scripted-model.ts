import type { JsonValue } from '@heddle/model';
import type { ChatModel, ChatRequest } from './chat-model.js';
import { ModelError } from './model-error.js';

/** A reply word for word, or with calls, or made from the request that asked for it. A function may throw, as a model may fail. */
export type ScriptedReply = ScriptedAnswer | ((request: ChatRequest) => ScriptedAnswer);

export type ScriptedAnswer = string | {
  readonly text?: string;
  /** Calls the reply asks for; ids are made up: `call_1`, `call_2`, ... through the whole script. */
  readonly toolCalls: readonly { readonly name: string; readonly arguments: JsonValue }[];
};

export interface ScriptedModelOptions {
  /** Given out in order, one for each request. */
  readonly replies: readonly ScriptedReply[];
  /** Shown as the model's name; default `scripted`. */
  readonly name?: string;
}

export interface ScriptedModel extends ChatModel {
  /** Every request so far, in order. */
  readonly calls: readonly ChatRequest[];
}

const PIECE_CHARACTERS = 24;

/**
 * A model that asks nobody: it streams the replies it was given, piece by piece, and says so (`scripted`).
 *
 * Its usage is empty, since a script has no tokens. Asked once more than it has replies it fails with
 * `MODEL_BAD_RESPONSE`.
 */
export function createScriptedModel({ replies, name = 'scripted' }: ScriptedModelOptions): ScriptedModel {
  const calls: ChatRequest[] = [];
  let toolCallCount = 0;
  return {
    provider: 'scripted',
    model: name,
    scripted: true,
    calls,
    async *stream(request, { signal }) {
      signal.throwIfAborted();
      const reply = replies[calls.length];
      calls.push(request);
      if (reply === undefined) throw outOfRepliesError(name, replies.length);
      const answer = typeof reply === 'function' ? reply(request) : reply;
      const { text = '', toolCalls } = typeof answer === 'string' ? { text: answer, toolCalls: [] } : answer;
      for (const piece of piecesOf(text)) {
        // Pieces come in turns of their own, as they would from a network, so that others get to run in between.
        await new Promise((resolve) => setImmediate(resolve));
        signal.throwIfAborted();
        yield { type: 'text', text: piece };
      }
      for (const call of toolCalls) yield { type: 'tool_call', id: `call_${++toolCallCount}`, ...call };
      yield { type: 'finish', finishReasons: [toolCalls.length > 0 ? 'tool_call' : 'stop'], usage: {}, responseModel: name };
    },
  };
}

/** Never splits a character that takes two code units. */
function piecesOf(text: string): readonly string[] {
  return text.match(new RegExp(`.{1,${PIECE_CHARACTERS}}`, 'gsu')) ?? [];
}

function outOfRepliesError(name: string, count: number): ModelError {
  return new ModelError(
    'MODEL_BAD_RESPONSE',
    `The script "${name}" has ${count} ${count === 1 ? 'reply' : 'replies'} and was asked for one more. Add a reply to it.`,
    { retryable: false },
  );
}
