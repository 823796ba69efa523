import { createRuntime, modelFromEnvironment } from '@heddle/runtime';
import type { Command } from 'commander';
import { CliError } from '../cli-error.js';
import { withHomeOptions, type HomeOptions } from '../home/home-options.js';
import { openHome, type Home } from '../home/open-home.js';
import { ink } from '../terminal/ink.js';
import { roundProgress } from '../terminal/round-progress.js';
import { countSession } from './session-counts.js';

interface RunOptions extends HomeOptions {
  readonly json?: boolean;
}

/** `heddle run TASK`: one round in this folder, then exit. */
export function addRunCommand(program: Command): void {
  withHomeOptions(program.command('run'))
    .description('do one task in this folder, then exit')
    .argument('<task>', 'what to do')
    .option('--json', 'print one JSON object as the last line')
    .action(async (task: string, options: RunOptions) => {
      const home = await openHome(options);
      try {
        await runTask(home, task, options.json === true);
      } finally {
        await home.close();
      }
    });
}

async function runTask(home: Home, task: string, json: boolean): Promise<void> {
  const model = await modelFromEnvironment(process.env);
  if (!model) throw new CliError('No model is configured. Set OPENAI_API_KEY, ANTHROPIC_API_KEY or HEDDLE_MODEL (see docs/models.md).');
  const cancel = new AbortController();
  process.once('SIGINT', () => cancel.abort());
  const runtime = await createRuntime(
    { app: 'heddle-run', dataDir: home.dataDir, workspace: process.cwd(), telemetry: { heddle: home.url } },
    { model, warn: (message) => process.stderr.write(`heddle: ${message}\n`) },
  );
  const counter = countSession();
  runtime.subscribe(counter);
  const progress = runtime.subscribe(roundProgress((line) => void (json ? process.stderr : process.stdout).write(`${line}\n`)));
  const session = await runtime.openSession();
  const round = await session.send(task, { signal: cancel.signal });
  await session.close();
  await runtime.flush();
  await progress.drained();
  await runtime.close();
  const url = `${home.url}/sessions/${session.id}`;
  if (json) process.stdout.write(`${JSON.stringify({ sessionId: session.id, state: round.state, reply: round.reply, ...counter.counts(), url })}\n`);
  else if (!home.owned) process.stdout.write(`\nSee it: ${ink('strong', url)}\n`);
  if (round.state !== 'finished') throw new CliError(`The task was not finished: ${round.reason ?? round.state}`);
}
