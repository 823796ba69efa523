import type { Command } from 'commander';
import type { TestOptions } from '../actions/test-plugins.js';

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
      const { testPlugins } = await import('../actions/test-plugins.js');
      await testPlugins(folder, options);
    });
}
