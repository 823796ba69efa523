import type { Message, MessagePart } from '@heddle/model';
import { boundText } from '../prompts/bound-text.js';
import { memoryMessages } from '../prompts/memory-messages.js';
import { SAFETY_RULES } from '../prompts/safety-rules.js';
import { textMessage } from '../prompts/text-message.js';
import { withPictures } from '../prompts/with-pictures.js';
import { workerMessages, workerRound } from '../prompts/worker-messages.js';
import type { Post } from '../session/conversation.js';
import type { ModelReply } from '../session/model-caller.js';
import type { Reply, Role, Turn } from './role.js';

export interface PluginCallerOptions {
  /** Default `PluginCaller`. */
  readonly name?: string;
  readonly description?: string;
  /** Most replies of the model with calls in them, in one post; then it must answer. Default 12. */
  readonly maxSteps?: number;
}

/** Calls of one reply that are run; the others are told to come one after the other. */
const MOST_AT_ONCE = 16;

/** The role without code: its model calls plugins itself, by the function calling of its provider, until it can answer. */
export function createPluginCaller(options: PluginCallerOptions = {}): Role {
  const { name = 'PluginCaller', maxSteps = 12 } = options;
  return {
    name,
    description: options.description ?? 'calls functions one by one or several at once, and reports what they gave; writes no code',
    async reply(turn) {
      const messages: Message[] = [...withPictures(callerMessages(turn, name), turn)];
      for (let step = 1; ; step++) {
        const isLast = step > maxSteps;
        const reply = await ask(turn, messages, step, isLast);
        if (reply.toolCalls.length === 0 || isLast) return conclude(turn, reply);
        messages.push(assistantMessage(reply), { role: 'tool', parts: await answers(turn, reply) });
        turn.signal.throwIfAborted();
        if (step === maxSteps) messages.push(textMessage('user', 'No further calls are possible. Answer now with what is known so far, and say what is missing.'));
      }
    },
  };
}

async function ask(turn: Turn, messages: readonly Message[], step: number, isLast: boolean): Promise<ModelReply> {
  const { tools } = turn.calls;
  return await turn.model.call(
    { messages, ...(tools.length > 0 && { tools, toolChoice: isLast || turn.mustConclude ? 'none' : 'auto' }) },
    { purpose: step === 1 ? 'call' : 'continue', observation: turn.observation, signal: turn.signal, onText: (text) => turn.say(text) },
  );
}

/** All calls of a reply at once, their results in its order. */
async function answers(turn: Turn, { toolCalls }: ModelReply): Promise<readonly MessagePart[]> {
  return await Promise.all(toolCalls.map(async (call, index) => {
    const { response } = index < MOST_AT_ONCE
      ? await turn.calls.answer(call)
      : { response: { error: { type: 'TooManyCalls', message: `At most ${MOST_AT_ONCE} calls are run at once. Make this one again.` } } };
    return { type: 'tool_call_response' as const, id: call.id, response };
  }));
}

function assistantMessage({ text, toolCalls }: ModelReply): Message {
  return { role: 'assistant', parts: [...(text ? [{ type: 'text' as const, content: text }] : []), ...toolCalls] };
}

function conclude(turn: Turn, { text }: ModelReply): Reply {
  return { to: turn.incoming.from, message: text.trim() || 'The functions were called, and the model gave no answer.' };
}

function callerMessages(turn: Turn, self: string): readonly Message[] {
  return [
    textMessage('system', `You are the ${self}. You answer requests by calling the functions you are given; you cannot run code.

- Call functions that do not need each other's results in one reply.
- When a call fails, read why: correct its arguments, take another way, or say what could not be had.
- When you know enough, answer in plain Markdown: the answer first, with its figures. Never invent figures.
${SAFETY_RULES}`),
    ...memoryMessages(turn, (round) => workerRound(round, self, ownPost)),
    ...workerMessages(turn.conversation, self, ownPost),
  ];
}

function ownPost({ message }: Post): readonly Message[] {
  return [textMessage('assistant', boundText(message, 4_000))];
}
