import { loadPlugins, loadProject, projectParts, runPluginExamples, type ExampleResult, type Plugin, type ProjectError } from '@heddle/runtime';
import type { JsonObject } from '@heddle/model';
import { CliError } from '../cli-error.js';
import { formatDuration } from '../terminal/durations.js';
import { fit } from '../terminal/fit.js';
import { ink, plain } from '../terminal/ink.js';

export interface TestOptions {
  readonly json?: boolean;
}

interface Found {
  readonly plugins: readonly Plugin[];
  readonly errors: readonly ProjectError[];
  /** Settings of each plugin, by its name. */
  readonly settings: JsonObject;
}

/** Tries every plugin by its own examples. @throws {CliError} when one fails */
export async function testPlugins(folder: string | undefined, options: TestOptions): Promise<void> {
  const { plugins: found, errors, settings } = folder === undefined ? await pluginsOfProject() : { ...(await loadPlugins(folder)), settings: {} };
  const results: ExampleResult[] = [];
  for (const plugin of found) results.push(...(await runPluginExamples(plugin, { plugins: found, config: settings })));
  if (options.json) process.stdout.write(`${JSON.stringify({ results, errors })}\n`);
  else printResults(found, results, errors);
  const failed = results.filter(({ status }) => status === 'failed').length;
  if (failed + errors.length > 0) throw new CliError(`${failed} of ${results.length} examples failed, ${errors.length} plugins could not be loaded.`);
  if (found.length === 0) throw new CliError('There are no plugins here. Name their folder, or list it under "plugins" in heddle.config.ts.');
}

async function pluginsOfProject(): Promise<Found> {
  // No model is asked, so none needs to be configured; roles are not run.
  const project = await loadProject('.');
  const { overrides, errors } = await projectParts({ ...project, model: undefined, models: {}, roles: undefined, embedding: undefined }, {});
  return { plugins: overrides.plugins, errors, settings: project.config.pluginSettings };
}

function printResults(plugins: readonly Plugin[], results: readonly ExampleResult[], errors: readonly ProjectError[]): void {
  const lines = plugins.flatMap((plugin) => {
    const own = results.filter((result) => result.plugin === plugin.name);
    return own.length === 0 ? [`${ink('warning', '!')} ${plugin.name}  ${ink('quiet', 'has no examples')}`] : own.map(resultLine);
  });
  for (const { message } of errors) lines.push(`${ink('bad', '✗')} ${plain(message)}`);
  process.stdout.write(lines.map((line) => `${line}\n`).join(''));
}

function resultLine({ plugin, title, status, message, durationMs }: ExampleResult): string {
  const head = `${status === 'passed' ? ink('good', '✓') : ink('bad', '✗')} ${plain(plugin)}  ${fit(title, 60)}  ${ink('quiet', formatDuration(durationMs))}`;
  return message === undefined ? head : `${head}\n    ${ink('bad', fit(message, 300))}`;
}
