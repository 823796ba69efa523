import type { HeddleEvent } from '@heddle/model';
import { loadProject } from '@heddle/runtime/project';
import { exportSession, type ExportFormat } from '@heddle/sdk';
import { createFileJournals } from '@heddle/sdk/files';
import { join, resolve } from 'node:path';
import { CliError } from '../cli-error.js';
import type { HomeOptions } from '../home/home-options.js';
import { openHome } from '../home/open-home.js';
import { writeOut } from '../terminal/write-out.js';

export interface ExportOptions extends HomeOptions {
  readonly format: ExportFormat;
}

/** Prints a session as one JSON array. */
export async function printSession(sessionId: string, options: ExportOptions): Promise<void> {
  const events = await eventsOf(sessionId, options);
  if (events.length === 0) throw new CliError(`There are no events of session ${sessionId}. "heddle sessions" lists what there is.`);
  await print(exportSession(options.format, events));
}

/** The journal is nearest and complete; what it does not have the server may. */
async function eventsOf(sessionId: string, options: HomeOptions): Promise<readonly HeddleEvent[]> {
  const dataDir = options.data === undefined ? (await loadProject('.')).config.dataDir : resolve(options.data);
  const events: HeddleEvent[] = [];
  for await (const event of createFileJournals(join(dataDir, 'journal')).open(sessionId).read()) events.push(event);
  if (events.length > 0) return events;
  const home = await openHome(options);
  try {
    return await home.api.events(sessionId);
  } finally {
    await home.close();
  }
}

/** Item by item: a long session does not fit into one string. */
async function print(items: readonly unknown[]): Promise<void> {
  for (const [index, item] of items.entries()) await writeOut(`${index === 0 ? '[' : ',\n'}${JSON.stringify(item)}`);
  await writeOut(items.length === 0 ? '[]\n' : ']\n');
}
