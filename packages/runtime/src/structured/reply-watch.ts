import { isJsonObject, type JsonValue } from '@heddle/model';
import { z } from 'zod';
import { LONGEST_STRUCTURED_REPLY, parseStructured } from './parse-structured.js';
import { blankProblem, schemaProblem, tooLongProblem } from './structured-problem.js';
import { createStructuredStream } from './structured-stream.js';

/** Why nothing that the model still writes can change how its reply is read. */
export type ReplyVerdict =
  | { readonly kind: 'enough' }
  /** It cannot be read any more, whatever follows. `problem` tells the model why. */
  | { readonly kind: 'hopeless'; readonly problem: string };

export interface ReplyWatch {
  /** Takes the next piece of the reply. */
  push(text: string): void;
  /** `undefined` while it is worth listening. */
  readonly verdict: ReplyVerdict | undefined;
}

/** A model says when it is done, and what it used, right after its last bracket: it gets this many characters to do so. */
const GRACE_CHARACTERS = 200;
/** Held to JSON, some models end in white space without end. */
const LONGEST_BLANK = 4_000;

/**
 * Follows a reply while it is written, and tells when the rest is not needed: the value is whole and the model chats on; a
 * property of it is one that the schema refuses; it is longer than what is read; only white space comes.
 */
export function createReplyWatch<T>(schema: z.ZodType<T>): ReplyWatch {
  let text = '';
  let blank = 0;
  let wholeAt: number | undefined;
  let verdict: ReplyVerdict | undefined;
  const finished: string[] = [];
  const written = createStructuredStream(({ path, done }) => {
    if (done && !path.includes('.')) finished.push(path);
  });

  function judge(): ReplyVerdict | undefined {
    if (text.length > LONGEST_STRUCTURED_REPLY) return { kind: 'hopeless', problem: tooLongProblem(text.length, LONGEST_STRUCTURED_REPLY) };
    if (wholeAt !== undefined && text.length - wholeAt >= GRACE_CHARACTERS && !isThinking(text)) {
      if (parseStructured(text, schema).ok) return { kind: 'enough' };
      // Something else in the reply may still be the value; it is asked once, not with every piece.
      wholeAt = Number.POSITIVE_INFINITY;
    }
    if (blank >= LONGEST_BLANK) return { kind: 'hopeless', problem: blankProblem };
    const problem = finished.length > 0 && isBare(text) ? refusal(schema, written.value(), finished.splice(0)) : undefined;
    return problem === undefined ? undefined : { kind: 'hopeless', problem };
  }

  return {
    push(piece) {
      if (verdict !== undefined) return;
      text += piece;
      const tail = /\s*$/.exec(piece)![0].length;
      blank = tail === piece.length ? blank + tail : tail;
      if (wholeAt === undefined) {
        written.push(piece);
        if (written.isWhole()) wholeAt = text.length;
      }
      verdict = judge();
    },
    get verdict() {
      return verdict;
    },
  };
}

/** A draft within its thinking is not the answer of a model. */
function isThinking(text: string): boolean {
  return /^\s*<think(?:ing)?>/.test(text) && !/<\/think(?:ing)?>/.test(text);
}

/** Only then the first object is surely the reply: after chatter or thinking it may be a draft. */
function isBare(text: string): boolean {
  return /^\s*(?:```\w*\s*)?\{/.test(text.slice(0, 200));
}

function refusal(schema: z.ZodType, value: JsonValue | undefined, finished: readonly string[]): string | undefined {
  if (!isJsonObject(value)) return undefined;
  const issues = schema.safeParse(value).error?.issues.filter(({ path }) => finished.includes(String(path[0])));
  return issues && issues.length > 0 ? schemaProblem(new z.ZodError(issues)) : undefined;
}
