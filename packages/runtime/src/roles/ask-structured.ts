import type { Message } from '@heddle/model';
import type { z } from 'zod';
import { RuntimeError } from '../errors.js';
import { boundText } from '../prompts/bound-text.js';
import { textMessage } from '../prompts/text-message.js';
import { parseStructured } from '../structured/parse-structured.js';
import { createReplyWatch } from '../structured/reply-watch.js';
import { toResponseSchema } from '../structured/to-response-schema.js';
import type { Turn } from './role.js';

export interface StructuredRequest<T> {
  readonly name: string;
  readonly schema: z.ZodType<T>;
  readonly purpose: string;
  readonly messages: readonly Message[];
  /** A last way to read a reply that is not the JSON asked for. */
  readonly rescue?: (text: string) => T | undefined;
  readonly onText?: (text: string) => void;
}

/** Most characters of a reply that cannot be read which go back to the model: a program fits, a model gone wild does not. */
const REPLY_LIMIT = 16_000;

/** What asking takes; a turn has it. */
export type Asking = Pick<Turn, 'model' | 'observation' | 'signal' | 'maxAttempts'>;

/**
 * Asks the model for a reply of a given shape; one that cannot be read is sent back with what is wrong. It is listened to
 * until the reply is whole, or cannot be one any more.
 *
 * @throws {RuntimeError} `BAD_REPLY` when the last correction cannot be read either
 */
export async function askStructured<T>(turn: Asking, request: StructuredRequest<T>): Promise<{ readonly value: T; readonly text: string }> {
  const messages = [...request.messages];
  let problem = '';
  for (let attempt = 1; attempt <= turn.maxAttempts; attempt++) {
    const watch = createReplyWatch(request.schema);
    const { text, finishReasons } = await turn.model.call(
      { messages, responseSchema: toResponseSchema(request.name, request.schema) },
      {
        purpose: attempt === 1 ? request.purpose : 'repair',
        observation: turn.observation,
        signal: turn.signal,
        onText(piece) {
          request.onText?.(piece);
          watch.push(piece);
        },
        isEnough: () => watch.verdict !== undefined,
      },
    );
    if (watch.verdict?.kind === 'hopeless') {
      problem = watch.verdict.problem;
    } else {
      const cutShort = finishReasons.includes('length');
      const parsed = parseStructured(text, request.schema, { cutShort });
      if (parsed.ok) return { value: parsed.value, text };
      // Half a program must not run: what was cut off is asked for again.
      const rescued = cutShort ? undefined : request.rescue?.(text);
      if (rescued !== undefined) return { value: rescued, text };
      problem = parsed.problem;
    }
    messages.push(textMessage('assistant', boundText(text, REPLY_LIMIT)), textMessage('user', `That reply could not be read: ${problem} Reply again with the JSON object only.`));
  }
  throw new RuntimeError('BAD_REPLY', `The model gave no readable reply in ${turn.maxAttempts} tries (${problem}). Try again, or choose a stronger model.`);
}
