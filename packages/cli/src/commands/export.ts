import { Option, type Command } from 'commander';
import type { ExportOptions } from '../actions/print-session.js';
import { withHomeOptions } from '../home/home-options.js';

/** As the SDK has them; named here so that the help needs no SDK. */
const FORMATS = ['agentops-events', 'events', 'spans'] as const satisfies readonly ExportOptions['format'][];

/** `heddle export SESSION`: a session as one JSON array. */
export function addExportCommand(program: Command): void {
  withHomeOptions(program.command('export'))
    .description('print a session as one JSON array')
    .argument('<session>', 'id of a session of a Heddle runtime')
    .addOption(new Option('--format <format>', 'what the array holds').choices(FORMATS).default('events'))
    .addHelpText('after', '\nExample:\n  heddle export ses_01hx3c4d --format agentops-events > session.json')
    .action(async (sessionId: string, options: ExportOptions) => {
      const { printSession } = await import('../actions/print-session.js');
      await printSession(sessionId, options);
    });
}
