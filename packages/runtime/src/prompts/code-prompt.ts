import type { KernelLanguage, Message } from '@heddle/model';
import type { Turn } from '../roles/role.js';
import type { Post, Round } from '../session/conversation.js';
import { summaryMessage } from '../memory/compact-conversation.js';
import { boundText } from './bound-text.js';
import { memoryMessages } from './memory-messages.js';
import { SAFETY_RULES } from './safety-rules.js';
import { textMessage } from './text-message.js';
import { withPictures } from './with-pictures.js';

const LANGUAGE_NAMES: Readonly<Record<KernelLanguage, string>> = { typescript: 'TypeScript', python: 'Python' };

/** What the CodeInterpreter is told: what its code can call, which variables there are, and what was asked of it. */
export async function codeMessages(turn: Turn, self: string): Promise<readonly Message[]> {
  const messages = [
    textMessage('system', systemText(turn.code.language, await turn.code.declarations(), self)),
    ...memoryMessages(turn, (round) => roundMessages(round, self)),
  ];
  if (turn.conversation.summary) messages.push(summaryMessage(turn.conversation.summary));
  for (const round of turn.conversation.rounds) messages.push(...roundMessages(round, self));
  const state = kernelState(turn);
  return withPictures(state ? [...messages, textMessage('user', state)] : messages, turn);
}

function systemText(language: KernelLanguage, declarations: string, self: string): string {
  const name = LANGUAGE_NAMES[language];
  return `You are the ${self}. You write ${name} code that is run for you, one cell at a time, in a kernel that keeps its variables.

What the code can call besides the language itself:
${declarations || '(nothing)'}

Rules:
- ${language === 'typescript' ? 'Top-level await works. Every function above is asynchronous: await it.' : 'Functions above are called directly; each has an .aio form for asyncio.'}
- Variables of earlier cells are still there. Do not load again what is already loaded.
- End the cell with an expression: its value is reported. Print only what is needed.
- Handle a call that may fail for some inputs where it is made, and say in the output what was left out.
- No network, no packages beyond those named, no files outside the working folder.
${SAFETY_RULES}

Reply with one JSON object and nothing else:
{"thought": "what the code does and why", "code": "the ${name} code"}
If the request needs no code, reply with {"thought": "...", "message": "your answer"} instead.`;
}

function roundMessages(round: Round, self: string): readonly Message[] {
  return round.posts.flatMap((post) => {
    if (post.to === self) return [textMessage('user', `${post.from} asks:\n${boundText(post.message, 4_000)}`, post.from)];
    return post.from === self ? ownPost(post) : [];
  });
}

function ownPost(post: Post): readonly Message[] {
  const thought = post.attachments.find((attachment) => attachment.kind === 'thought')?.text ?? '';
  const code = post.attachments.findLast((attachment) => attachment.kind === 'code')?.source;
  if (code === undefined) return [textMessage('assistant', JSON.stringify({ thought, message: boundText(post.message, 2_000) }))];
  return [
    textMessage('assistant', JSON.stringify({ thought, code })),
    textMessage('user', `The code was run.\n${boundText(post.message, 3_000)}`),
  ];
}

function kernelState({ code }: Turn): string | undefined {
  const notice = code.notice();
  const variables = code.variables().map((variable) => `${variable.name}: ${variable.type}`);
  const lines = [...(notice ? [notice] : []), ...(variables.length > 0 ? [`Variables in the kernel: ${variables.join(', ')}`] : [])];
  return lines.length > 0 ? lines.join('\n') : undefined;
}
