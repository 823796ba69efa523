import type { SessionSummary } from '@heddle/model';
import type { HomeOptions } from '../home/home-options.js';
import { openHome } from '../home/open-home.js';
import { counted } from '../terminal/counted.js';
import { formatCost } from '../terminal/durations.js';
import { ink, plain } from '../terminal/ink.js';

export interface SessionsOptions extends HomeOptions {
  readonly json?: boolean;
  readonly limit: number;
}

/** Lists the newest sessions. */
export async function sessions(options: SessionsOptions): Promise<void> {
  const home = await openHome(options);
  try {
    const list = await home.api.sessions(options.limit);
    if (options.json) process.stdout.write(`${JSON.stringify(list)}\n`);
    else if (list.sessions.length === 0) process.stdout.write('No sessions yet. "heddle demo" makes one.\n');
    else for (const session of list.sessions) process.stdout.write(`${sessionLine(session)}\n`);
  } finally {
    await home.close();
  }
}

function sessionLine(session: SessionSummary): string {
  const status = session.status === 'ok' ? ink('good', '✓') : session.status === 'error' ? ink('bad', '✗') : ink('warning', '◌');
  const { totals } = session;
  const facts = `${counted(session.rounds, 'round')}, ${counted(totals.toolCalls, 'call')}, ${formatCost(totals.costUsd)}`;
  return `${status} ${session.sessionId}  ${session.startTime.slice(0, 19).replace('T', ' ')}  ${ink('strong', plain(session.title).slice(0, 70))}  ${ink('quiet', facts)}`;
}
