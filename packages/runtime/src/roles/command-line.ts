import type { CellEnd, Message } from '@heddle/model';
import { z } from 'zod';
import { boundText } from '../prompts/bound-text.js';
import { cellReport } from '../prompts/cell-report.js';
import { memoryMessages } from '../prompts/memory-messages.js';
import { SAFETY_RULES } from '../prompts/safety-rules.js';
import { textMessage } from '../prompts/text-message.js';
import { withPictures } from '../prompts/with-pictures.js';
import { workerMessages, workerRound } from '../prompts/worker-messages.js';
import type { Post } from '../session/conversation.js';
import { askStructured } from './ask-structured.js';
import type { Reply, Role, Turn } from './role.js';

const commandReply = z.object({ thought: z.string().default(''), command: z.string().nullable().default(null), message: z.string().nullable().default(null) })
  .refine((reply) => Boolean(reply.command?.trim()) || Boolean(reply.message?.trim()), { error: 'needs either "command" or "message"' });

export interface CommandLineOptions {
  /** Default `CommandLine`. */
  readonly name?: string;
  readonly description?: string;
  /** Most commands in one post; then it must answer. Default 12. */
  readonly maxCommands?: number;
}

/** The role that works with a shell: it writes a command, reads what came of it, and goes on until it can answer. */
export function createCommandLine(options: CommandLineOptions = {}): Role {
  const { name = 'CommandLine', maxCommands = 12 } = options;
  return {
    name,
    description: options.description ?? 'runs shell commands in the working folder: looks at files, converts, searches and counts',
    async reply(turn) {
      const messages: Message[] = [...withPictures(commandMessages(turn, name), turn)];
      for (let count = 0; ; count++) {
        const isLast = count >= maxCommands;
        if (isLast) messages.push(textMessage('user', 'No further commands are possible. Reply with a "message" now: what is known so far, and what is missing.'));
        const { value, text } = await askStructured(turn, { name: 'command_reply', schema: commandReply, purpose: count === 0 ? 'command' : 'continue', messages });
        if (value.thought) turn.attach({ kind: 'thought', text: value.thought });
        if (!value.command?.trim() || isLast) return conclude(turn, value.message ?? 'The commands were used up before there was an answer.');
        const cell = await runCommand(turn, value.command);
        turn.signal.throwIfAborted();
        messages.push(textMessage('assistant', text), textMessage('user', `The command was run.\n${cellReport(cell)}`));
      }
    },
  };
}

async function runCommand(turn: Turn, source: string): Promise<CellEnd> {
  const cellId = turn.newId('cell');
  turn.attach({ kind: 'code', cellId, language: 'shell', source });
  const cell = await turn.shell.run({ cellId, index: turn.code.nextIndex(), source }, turn.observation, turn.signal);
  turn.attach({ kind: 'result', cellId, status: cell.status, text: cellReport(cell) });
  for (const artifact of cell.artifacts) turn.attach({ kind: 'artifact', artifact });
  return cell;
}

function conclude(turn: Turn, message: string): Reply {
  turn.say(message);
  return { to: turn.incoming.from, message };
}

function commandMessages(turn: Turn, self: string): readonly Message[] {
  return [
    textMessage('system', `You are the ${self}. You work with a shell: you write one command at a time, it is run, and you are told its output and exit code.

- Every command begins in the working folder, in a shell of its own: files stay, variables and "cd" do not. Chain with && what belongs together.
- The folder is the only place that can be written to. There is no network, and nothing can be installed.
- Nobody can type into a running command. Keep outputs short: use head, wc, grep.
- When a command fails, read why before you write the next.
${SAFETY_RULES}

Reply with one JSON object and nothing else:
{"thought": "what the command is for", "command": "the command"}
When you can answer, or no command helps: {"thought": "...", "message": "the answer, with its figures"}`),
    ...memoryMessages(turn, (round) => workerRound(round, self, ownPost)),
    ...workerMessages(turn.conversation, self, ownPost),
  ];
}

/** Its own earlier posts, with the commands that led to them. */
function ownPost(post: Post): readonly Message[] {
  const commands = post.attachments.flatMap((attachment) => (attachment.kind === 'code' ? [`$ ${boundText(attachment.source, 500)}`] : []));
  const ran = commands.length === 0 ? '' : `${commands.join('\n')}\n`;
  return [textMessage('assistant', JSON.stringify({ thought: '', message: `${ran}${boundText(post.message, 4_000)}` }))];
}
