import { InvalidArgumentError, type Command } from 'commander';
import type { SessionsOptions } from '../actions/sessions.js';
import { withHomeOptions } from '../home/home-options.js';

/** `heddle sessions`: the newest sessions. */
export function addSessionsCommand(program: Command): void {
  withHomeOptions(program.command('sessions'))
    .description('list the newest sessions')
    .option('--limit <count>', 'how many, 1 to 1000', parseLimit, 20)
    .option('--json', 'print the list as one JSON object')
    .addHelpText('after', '\nExample:\n  heddle sessions --limit 5')
    .action(async (options: SessionsOptions) => {
      const { sessions } = await import('../actions/sessions.js');
      await sessions(options);
    });
}

function parseLimit(text: string): number {
  const limit = Number(text);
  if (Number.isInteger(limit) && limit >= 1 && limit <= 1_000) return limit;
  throw new InvalidArgumentError('It is a number from 1 to 1000.');
}
