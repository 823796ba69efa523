import type { Command } from 'commander';
import type { NormaliseOptions } from '../actions/normalise.js';
import { withHomeOptions } from '../home/home-options.js';

/** `heddle normalise --again`: stored spans are read once more, by today's rules and prices. */
export function addNormaliseCommand(program: Command): void {
  withHomeOptions(program.command('normalise'))
    .description("read stored spans once more by today's rules and prices, from what was sent")
    .requiredOption('--again', 'do it: new spans are normalised as they come')
    .option('--project <id>', 'a project; default: all')
    .option('--json', 'print the counts as one JSON object')
    .addHelpText('after', '\nExample:\n  heddle normalise --again\n  heddle normalise --again --project checkout --json')
    .action(async (options: NormaliseOptions) => {
      const { normalise } = await import('../actions/normalise.js');
      await normalise(options);
    });
}
