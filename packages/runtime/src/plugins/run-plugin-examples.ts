import type { Artifact, CallLog, JsonObject, JsonValue } from '@heddle/model';
import type { CallContext } from '@heddle/kernel';
import { errorFacts } from '@heddle/sdk';
import { isDeepStrictEqual } from 'node:util';
import type { ModelCaller } from '../session/model-caller.js';
import { withExampleContext } from './example-context.js';
import type { OpenPlugin } from './open-plugin.js';
import { openPlugins } from './open-plugins.js';
import type { PluginExample } from './plugin-example.js';
import type { Plugin } from './plugin.js';

export interface RunExamplesOptions {
  /** Others that this one may call. */
  readonly plugins?: readonly Plugin[];
  /** Configuration of each plugin, by its name. */
  readonly config?: JsonObject;
  /** Default: the environment variable of that name. */
  readonly readSecret?: (name: string) => string | undefined;
  readonly model?: ModelCaller;
  /** Longest run of one example; default 30,000. */
  readonly timeoutMs?: number;
}

/** How one example came out. */
export interface ExampleResult {
  readonly plugin: string;
  readonly title: string;
  readonly status: 'passed' | 'failed';
  /** Why it failed. */
  readonly message?: string;
  /** What came back, when something did. */
  readonly output?: JsonValue;
  readonly durationMs: number;
  readonly costUsd: number;
  readonly logs: readonly { readonly level: CallLog['level']; readonly message: string }[];
  readonly artifacts: readonly Artifact[];
}

/** Tries a plugin's examples in order, in one session of their own. Never throws: what fails is in the results. */
export async function runPluginExamples(plugin: Plugin, options: RunExamplesOptions = {}): Promise<readonly ExampleResult[]> {
  const problems: string[] = [];
  const session = openPlugins([plugin, ...(options.plugins ?? []).filter((other) => other.name !== plugin.name)], {
    sessionId: 'examples',
    report: (error) => void (error.plugin === plugin.name && problems.push(error.message)),
    ...(options.config && { config: options.config }),
    ...(options.readSecret && { readSecret: options.readSecret }),
    ...(options.model && { model: options.model }),
  });
  const results: ExampleResult[] = [];
  for (const example of plugin.examples) {
    results.push(await runExample(plugin.name, example, session.plugins, problems[0], options.timeoutMs ?? 30_000));
  }
  await session.close();
  return results;
}

async function runExample(
  name: string,
  example: PluginExample,
  plugins: readonly OpenPlugin[],
  problem: string | undefined,
  timeoutMs: number,
): Promise<ExampleResult> {
  const startMs = performance.now();
  const stop = new AbortController();
  const timer = setTimeout(() => stop.abort('timeout'), timeoutMs);
  const call = async (callee: string, input: unknown, context: CallContext): Promise<JsonValue> => {
    const plugin = plugins.find((one) => one.name === callee);
    if (!plugin) throw new Error(problem ?? `There is no plugin "${callee}" here.`);
    const parsed = plugin.parseInput(input);
    if (!parsed.ok) throw new TypeError(`${callee}: ${parsed.message}`);
    return await plugin.call(parsed.value, context);
  };
  return await withExampleContext({ sessionId: 'examples', signal: stop.signal, call }, async (context, trail) => {
    const facts = { plugin: name, title: example.title ?? JSON.stringify(example.input) };
    const result = (outcome: Pick<ExampleResult, 'status' | 'message' | 'output'>): ExampleResult => ({
      ...facts, ...outcome, durationMs: performance.now() - startMs, ...trail,
    });
    try {
      const output = await withinTime(call(name, example.input, context), stop.signal, timeoutMs);
      const message = await complaint(example, output);
      return result(message === undefined ? { status: 'passed', output } : { status: 'failed', message, output });
    } catch (thrown) {
      return result({ status: 'failed', message: errorFacts(thrown).message });
    } finally {
      clearTimeout(timer);
    }
  });
}

async function withinTime<Result>(work: Promise<Result>, signal: AbortSignal, timeoutMs: number): Promise<Result> {
  const late = new Promise<never>((_, reject) => {
    signal.addEventListener('abort', () => reject(new Error(`It took longer than ${timeoutMs / 1_000} s.`)), { once: true });
  });
  return await Promise.race([work, late]);
}

async function complaint({ output: expected, check }: PluginExample, output: JsonValue): Promise<string | undefined> {
  if (expected !== undefined && !isDeepStrictEqual(output, JSON.parse(JSON.stringify(expected)))) {
    return `It gave ${shown(output)} and not ${shown(expected)}.`;
  }
  try {
    return check && (await check(output)) === false ? `The check says no to ${shown(output)}.` : undefined;
  } catch (thrown) {
    return errorFacts(thrown).message;
  }
}

function shown(value: unknown): string {
  const json = JSON.stringify(value) ?? 'nothing';
  return json.length <= 200 ? json : `${json.slice(0, 200)}…`;
}
