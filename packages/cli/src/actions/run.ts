import { createTerminalApprovals } from '@heddle/kernel';
import { CliError } from '../cli-error.js';
import type { HomeOptions } from '../home/home-options.js';
import { openAgent, type Agent } from '../home/open-agent.js';
import { sessionUrl } from '../home/session-url.js';
import { ink } from '../terminal/ink.js';
import { roundProgress } from '../terminal/round-progress.js';
import { warn } from '../terminal/warn.js';
import { scriptedModel } from './scripted-model.js';
import { countSession } from './session-counts.js';

export interface RunOptions extends HomeOptions {
  readonly json?: boolean;
  readonly script?: string;
}

/** One round in this folder. @throws {CliError} when it is not finished */
export async function run(task: string, options: RunOptions): Promise<void> {
  const model = await scriptedModel(options.script, warn);
  const agent = await openAgent({
    ...options,
    ...(model && { model }),
    warn,
    ...(process.stdin.isTTY && process.stderr.isTTY && { approvals: createTerminalApprovals() }),
  });
  await runTask(agent, task, options.json === true).finally(() => agent.close());
}

async function runTask({ runtime, home }: Agent, task: string, json: boolean): Promise<void> {
  const cancel = new AbortController();
  process.once('SIGINT', () => cancel.abort());
  const counter = countSession();
  runtime.subscribe(counter);
  const progress = runtime.subscribe(roundProgress((line) => void (json ? process.stderr : process.stdout).write(`${line}\n`)));
  const session = await runtime.openSession();
  const round = await session.send(task, { signal: cancel.signal });
  await session.close();
  await runtime.flush();
  await progress.drained();
  const url = sessionUrl(home, session.id);
  if (json) process.stdout.write(`${JSON.stringify({ sessionId: session.id, state: round.state, stopReason: round.stopReason, reason: round.reason, reply: round.reply, ...counter.counts(), url })}\n`);
  else if (url !== null) process.stdout.write(`\nSee it: ${ink('strong', url)}\n`);
  else process.stdout.write(`\nSee it: run ${ink('strong', `heddle show ${session.id}`)}, or "heddle up" for the dashboard.\n`);
  if (round.state === 'paused') throw new CliError('The round waits for your answer. Answer it in "heddle chat", or put what it asks into the task.');
  if (round.state !== 'finished' || round.stopReason === 'refused') throw new CliError(`The task was not finished: ${round.reason ?? round.state}`);
}
