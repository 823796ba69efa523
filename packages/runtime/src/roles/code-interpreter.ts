import type { CellEnd, Message } from '@heddle/model';
import { z } from 'zod';
import { cellReport } from '../prompts/cell-report.js';
import { codeMessages } from '../prompts/code-prompt.js';
import { textMessage } from '../prompts/text-message.js';
import { askStructured } from './ask-structured.js';
import type { Reply, Role, Turn } from './role.js';

const codeReply = z.object({ thought: z.string().default(''), code: z.string().nullable().default(null), message: z.string().nullable().default(null) })
  .refine((reply) => Boolean(reply.code?.trim()) || Boolean(reply.message?.trim()), { error: 'needs either "code" or "message"' });

type CodeReply = z.output<typeof codeReply>;

export interface CodeInterpreterOptions {
  /** Default `CodeInterpreter`. */
  readonly name?: string;
  readonly description?: string;
}

/** The role that writes code, runs it, and corrects it until it runs or the attempts are used up. */
export function createCodeInterpreter(options: CodeInterpreterOptions = {}): Role {
  const name = options.name ?? 'CodeInterpreter';
  return {
    name,
    description: options.description ?? 'writes code and runs it in a kernel that keeps its variables; calls functions, computes, draws charts',
    async reply(turn) {
      const messages = [...(await codeMessages(turn, name))];
      const index = turn.code.nextIndex();
      for (let attempt = 1; ; attempt++) {
        const { value, text } = await askStructured<CodeReply>(turn, {
          name: 'code_reply',
          schema: codeReply,
          purpose: attempt === 1 ? 'code' : 'correct',
          messages,
          rescue: (reply) => fencedCode(reply),
        });
        if (value.thought) turn.attach({ kind: 'thought', text: value.thought });
        if (!value.code?.trim()) return conclude(turn, value.message ?? '');
        const cell = await runCell(turn, value.code, index, attempt);
        if (cell.status === 'ok' || cell.status === 'cancelled' || attempt >= turn.maxAttempts) return conclude(turn, report(cell, attempt));
        messages.push(...correction(text, cell));
      }
    },
  };
}

async function runCell(turn: Turn, source: string, index: number, attempt: number): Promise<CellEnd> {
  const cellId = turn.newId('cell');
  turn.attach({ kind: 'code', cellId, language: turn.code.language, source });
  const cell = await turn.code.run({ cellId, index, source, attempt }, turn.observation, turn.signal);
  turn.attach({ kind: 'result', cellId, status: cell.status, text: cellReport(cell) });
  for (const artifact of cell.artifacts) turn.attach({ kind: 'artifact', artifact });
  return cell;
}

/** Its posts go back to whoever asked. */
function conclude(turn: Turn, message: string): Reply {
  turn.say(message);
  return { to: turn.incoming.from, message };
}

function report(cell: CellEnd, attempt: number): string {
  if (cell.status === 'ok') return cellReport(cell);
  return `The code still fails after ${attempt} attempts.\n\n${cellReport(cell)}`;
}

function correction(reply: string, cell: CellEnd): readonly Message[] {
  return [
    textMessage('assistant', reply),
    textMessage('user', `The code was run and failed.\n${cellReport(cell)}\n\nVariables set before the failing line are kept. Reply with corrected code.`),
  ];
}

/** Weak models write a fenced block instead of JSON; what they mean is plain. */
function fencedCode(text: string): CodeReply | undefined {
  const block = /```[a-zA-Z]*\n([\s\S]*?)```/.exec(text);
  return block?.[1]?.trim() ? { thought: text.slice(0, block.index).trim(), code: block[1], message: null } : undefined;
}
