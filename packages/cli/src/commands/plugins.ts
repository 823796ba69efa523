import { loadPlugins, loadProject, projectParts, runPluginExamples, type ExampleResult, type Plugin } from '@heddle/runtime';
import type { PluginError } from '@heddle/model';
import type { Command } from 'commander';
import { CliError } from '../cli-error.js';
import { formatDuration } from '../terminal/durations.js';
import { fit } from '../terminal/fit.js';
import { ink, plain } from '../terminal/ink.js';

interface TestOptions {
  readonly json?: boolean;
}

interface Found {
  readonly plugins: readonly Plugin[];
  readonly errors: readonly PluginError[];
}

/** `heddle plugins test`: every plugin tried by its own examples. */
export function addPluginsCommand(program: Command): void {
  const plugins = program.command('plugins').description('work with plugins');
  plugins
    .command('test')
    .description('run the examples of plugins and say which come out as they should')
    .argument('[folder]', 'folder of plugins; default: those of the project')
    .option('--json', 'print the results as one JSON object')
    .addHelpText('after', '\nExample:\n  heddle plugins test ./plugins')
    .action(async (folder: string | undefined, options: TestOptions) => {
      const { plugins: found, errors } = folder === undefined ? await pluginsOfProject() : await loadPlugins(folder);
      const results: ExampleResult[] = [];
      for (const plugin of found) results.push(...(await runPluginExamples(plugin, { plugins: found })));
      if (options.json) process.stdout.write(`${JSON.stringify({ results, errors })}\n`);
      else printResults(found, results, errors);
      const failed = results.filter(({ status }) => status === 'failed').length;
      if (failed + errors.length > 0) throw new CliError(`${failed} of ${results.length} examples failed, ${errors.length} plugins could not be loaded.`);
      if (found.length === 0) throw new CliError('There are no plugins here. Name their folder, or list it under "plugins" in heddle.config.ts.');
    });
}

async function pluginsOfProject(): Promise<Found> {
  // No model is asked, so none needs to be configured.
  const { overrides, errors } = await projectParts({ ...(await loadProject('.')), model: undefined, models: {} }, {});
  return { plugins: overrides.plugins, errors };
}

function printResults(plugins: readonly Plugin[], results: readonly ExampleResult[], errors: readonly PluginError[]): void {
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
