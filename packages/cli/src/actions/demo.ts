import { PLUGINS, QUESTIONS, SCRIPT } from '@heddle/example-seattle-rain';
import { createRuntime, createScriptedModel, modelFromEnvironment, type ChatModel } from '@heddle/runtime';
import { CliError } from '../cli-error.js';
import type { HomeOptions } from '../home/home-options.js';
import { openHome, type Home } from '../home/open-home.js';
import { sessionUrl } from '../home/session-url.js';
import { counted } from '../terminal/counted.js';
import { ink } from '../terminal/ink.js';
import { roundProgress } from '../terminal/round-progress.js';
import { renderTrace } from '../terminal/trace-tree.js';
import { warn } from '../terminal/warn.js';
import { countSession, type SessionCounts } from './session-counts.js';

export interface DemoOptions extends HomeOptions {
  readonly json?: boolean;
}

/** What `heddle demo --json` prints as its last line. */
export interface DemoResult extends SessionCounts {
  readonly sessionId: string;
  readonly model: string;
  /** Where the dashboard shows the session; `null` when the server ended with the command. */
  readonly url: string | null;
}

/** Two questions about real data, answered by code that is run and recorded for real. */
export async function demo(options: DemoOptions): Promise<void> {
  const home = await openHome(options);
  try {
    await runDemo(home, options.json ? 'json' : 'text');
  } finally {
    await home.close();
  }
}

/** Runs the demo session against a server and prints it. */
export async function runDemo(home: Home, format: 'text' | 'json'): Promise<DemoResult> {
  const model = await demoModel();
  const say = (line: string) => void (format === 'json' ? process.stderr : process.stdout).write(`${line}\n`);
  say(model.scripted
    ? ink('warning', "No model is configured: the model's replies are scripted. Kernel, code, plugins, data and traces are real.")
    : `The model is ${model.provider}/${model.model}.`);

  const runtime = await createRuntime(
    { app: 'seattle-rain', dataDir: home.dataDir, telemetry: { heddle: home.url, ...(home.apiKey !== undefined && { apiKey: home.apiKey }) } },
    { model, plugins: PLUGINS, warn },
  );
  const counter = countSession();
  runtime.subscribe(counter);
  const progress = runtime.subscribe(roundProgress(say));
  const session = await runtime.openSession({ tags: ['demo'] });
  const failures: string[] = [];
  for (const question of QUESTIONS) {
    const round = await session.send(question);
    if (round.state !== 'finished') failures.push(round.reason ?? round.state);
  }
  await session.close();
  const delivered = await runtime.flush();
  await progress.drained();
  await runtime.close();

  const result: DemoResult = {
    sessionId: session.id,
    ...counter.counts(),
    model: model.scripted ? 'scripted' : `${model.provider}/${model.model}`,
    url: sessionUrl(home, session.id),
  };
  if (format === 'json') process.stdout.write(`${JSON.stringify(result)}\n`);
  else await printTraces(home, result);
  if (!delivered) throw new CliError('Not everything reached the server. The journal has it; "heddle up" takes it in.');
  if (failures.length > 0) throw new CliError(`The demo did not finish: ${failures.join('; ')}`);
  return result;
}

async function printTraces(home: Home, result: DemoResult): Promise<void> {
  for (const traceId of result.traceIds) {
    process.stdout.write(`\n${renderTrace(await home.api.trace(traceId)).join('\n')}\n`);
  }
  process.stdout.write(`\n${counted(result.rounds, 'round')}, ${counted(result.modelCalls, 'model call')}, ${counted(result.cells, 'cell')}, ${counted(result.calls, 'call')} (${result.failedCalls} failed), kernel in ${result.place}.\n`);
  if (result.url !== null) process.stdout.write(`See it: ${ink('strong', result.url)}\n`);
  else process.stdout.write(`See it: run ${ink('strong', 'heddle up')} and open the session ${result.sessionId}.\n`);
}

/** The configured model, or the script when none is. A provider that is chosen but has no key is an error, not a script. */
async function demoModel(): Promise<ChatModel> {
  return (await modelFromEnvironment(process.env)) ?? createScriptedModel({ replies: SCRIPT });
}
