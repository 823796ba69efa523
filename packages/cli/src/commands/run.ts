import type { Command } from 'commander';
import type { RunOptions } from '../actions/run.js';
import { withHomeOptions } from '../home/home-options.js';
import { addScriptOption } from './script-option.js';

/** `heddle run TASK`: one round in this folder, then exit. */
export function addRunCommand(program: Command): void {
  addScriptOption(withHomeOptions(program.command('run')))
    .description('do one task in this folder, with its project, then exit')
    .argument('<task>', 'what to do')
    .option('--json', 'print one JSON object as the last line')
    .addHelpText('after', '\nExample:\n  heddle run "Sum the amounts in sales.csv by month"')
    .action(async (task: string, options: RunOptions) => {
      const { run } = await import('../actions/run.js');
      await run(task, options);
    });
}
