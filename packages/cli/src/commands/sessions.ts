import type { SessionSummary } from '@heddle/model';
import { InvalidArgumentError, type Command } from 'commander';
import { withHomeOptions, type HomeOptions } from '../home/home-options.js';
import { openHome } from '../home/open-home.js';
import { formatCost } from '../terminal/durations.js';
import { ink, plain } from '../terminal/ink.js';

interface SessionsOptions extends HomeOptions {
  readonly json?: boolean;
  readonly limit: number;
}

/** `heddle sessions`: the newest sessions. */
export function addSessionsCommand(program: Command): void {
  withHomeOptions(program.command('sessions'))
    .description('list the newest sessions')
    .option('--limit <count>', 'how many, 1 to 1000', parseLimit, 20)
    .option('--json', 'print the list as one JSON object')
    .addHelpText('after', '\nExample:\n  heddle sessions --limit 5')
    .action(async (options: SessionsOptions) => {
      const home = await openHome(options);
      try {
        const list = await home.api.sessions(options.limit);
        if (options.json) process.stdout.write(`${JSON.stringify(list)}\n`);
        else if (list.sessions.length === 0) process.stdout.write('No sessions yet. "heddle demo" makes one.\n');
        else for (const session of list.sessions) process.stdout.write(`${sessionLine(session)}\n`);
      } finally {
        await home.close();
      }
    });
}

function sessionLine(session: SessionSummary): string {
  const status = session.status === 'ok' ? ink('good', '✓') : session.status === 'error' ? ink('bad', '✗') : ink('warning', '◌');
  const { totals } = session;
  const facts = `${session.rounds} rounds, ${totals.toolCalls} calls, ${formatCost(totals.costUsd)}`;
  return `${status} ${session.sessionId}  ${session.startTime.slice(0, 19).replace('T', ' ')}  ${ink('strong', plain(session.title).slice(0, 70))}  ${ink('quiet', facts)}`;
}

function parseLimit(text: string): number {
  const limit = Number(text);
  if (Number.isInteger(limit) && limit >= 1 && limit <= 1_000) return limit;
  throw new InvalidArgumentError('It is a number from 1 to 1000.');
}
