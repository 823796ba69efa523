import type { Command } from 'commander';
import type { ShowOptions } from '../actions/show.js';
import { withHomeOptions } from '../home/home-options.js';

/** `heddle show ID`: the tree of a session, round or trace. */
export function addShowCommand(program: Command): void {
  withHomeOptions(program.command('show'))
    .description('print the tree of a session, a round or a trace')
    .argument('<id>', 'id of a session, a round or a trace')
    .option('--json', 'print a JSON array of traces')
    .addHelpText('after', '\nExample:\n  heddle show ses_01hx3c4d')
    .action(async (id: string, options: ShowOptions) => {
      const { show } = await import('../actions/show.js');
      await show(id, options);
    });
}
