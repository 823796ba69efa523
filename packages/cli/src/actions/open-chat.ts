import { createFileJournals } from '@heddle/sdk/files';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { Chat } from '../chat/chat.js';
import { ChatApprovals } from '../chat/chat-approvals.js';
import { openChatHistory } from '../chat/chat-history.js';
import { createPlainScreen, type ChatScreen } from '../chat/chat-screen.js';
import { createRoundView } from '../chat/round-view.js';
import { createTerminalScreen, type TerminalScreen } from '../chat/terminal-screen.js';
import { CliError } from '../cli-error.js';
import type { HomeOptions } from '../home/home-options.js';
import { openAgent, type Agent } from '../home/open-agent.js';
import { fit } from '../terminal/fit.js';
import { ink } from '../terminal/ink.js';
import { warn } from '../terminal/warn.js';
import { scriptedModel } from './scripted-model.js';

export interface ChatOptions extends HomeOptions {
  readonly resume?: string;
  readonly script?: string;
}

const TICK_MS = 500;

/** A conversation in the terminal; with a pipe, one line is one message. */
export async function openChat(options: ChatOptions): Promise<void> {
  if (process.stdin.isTTY && process.stdout.isTTY) await chatInTerminal(options);
  else await chatOverPipe(options);
}

async function chatOverPipe(options: ChatOptions): Promise<void> {
  const screen = createPlainScreen((text) => void process.stdout.write(text));
  const approvals = new ChatApprovals();
  const agent = await agentFor(options, approvals, warn);
  const chat = chatOf(agent, approvals, screen, false).chat;
  // Nobody can be asked over a pipe: what would wait for a permission is denied.
  approvals.onQuestion(() => approvals.denyAll('Nobody is there to ask.'));
  const interrupt = () => void (chat.cancel() || process.exit(130));
  process.on('SIGINT', interrupt);
  try {
    await chat.open(options.resume);
    for await (const line of createInterface({ input: process.stdin, crlfDelay: Infinity })) {
      if (!(await chat.line(line))) break;
    }
    await chat.close();
  } finally {
    process.off('SIGINT', interrupt);
    process.stdin.destroy();
    await agent.close();
  }
  if (chat.failed) throw new CliError('Not every round was finished.');
}

async function chatInTerminal(options: ChatOptions): Promise<void> {
  const approvals = new ChatApprovals();
  let screen: TerminalScreen | undefined;
  const say = (message: string) => (screen ? screen.print(ink('warning', message)) : warn(message));
  const agent = await agentFor(options, approvals, say);
  try {
    process.stdout.write(`${ink('strong', 'Heddle')} ${ink('quiet', fit(`${agent.model.provider}/${agent.model.model} · /help lists commands, Ctrl-D leaves`, 70))}\n`);
    const history = await openChatHistory(join(agent.home.dataDir, 'chat-history'));
    const left = new Promise<void>((leave) => {
      screen = createTerminalScreen({
        input: process.stdin,
        output: process.stdout,
        history: history.lines,
        isPrivate: () => approvals.isWaiting,
        onHistory: (lines) => void history.save(lines),
        onLine: (line) => void chat.line(line).then((stay) => void (stay || leave()), leave),
        onInterrupt: (line) => {
          if (line !== '') screen!.clearLine();
          else if (!chat.cancel()) leave();
        },
        onEnd: leave,
      });
    });
    const { chat, tick } = chatOf(agent, approvals, screen!, true);
    const timer = setInterval(tick, TICK_MS);
    try {
      await chat.open(options.resume);
      await left;
      await chat.close();
    } finally {
      clearInterval(timer);
      screen!.close();
    }
  } finally {
    await agent.close();
  }
}

async function agentFor(options: ChatOptions, approvals: ChatApprovals, say: (message: string) => void): Promise<Agent> {
  const model = await scriptedModel(options.script, say);
  return await openAgent({ ...options, ...(model && { model }), approvals, warn: say });
}

function chatOf(agent: Agent, approvals: ChatApprovals, screen: ChatScreen, echoed: boolean): { readonly chat: Chat; readonly tick: () => void } {
  const { home, runtime } = agent;
  const workspace = runtime.config.workspace ?? process.cwd();
  const view = createRoundView(screen, {
    now: () => performance.now(),
    pathOf: (name) => join(workspace, name),
    pageOf: (sessionId, cellId) => `${home.url}/sessions/${sessionId}/cells/${cellId}`,
    echoed,
  });
  const chat = new Chat({ agent, screen, view, journals: createFileJournals(join(home.dataDir, 'journal')) }, approvals);
  return { chat, tick: () => view.tick() };
}
