import { connectHeddle } from '@heddle/sdk';
import { createArtifactFolder, createFileJournals } from '@heddle/sdk/files';
import { resourceFromAttributes } from '@opentelemetry/resources';
import { join } from 'node:path';
import { ApiClient } from './api-client.js';

/** A server, and the data folder whose journals it may lack. */
export interface JournalDestination {
  readonly url: string;
  readonly apiKey?: string;
  readonly dataDir: string;
}

export interface TakeInReport {
  /** Told, before the first, how many sessions are taken in. */
  start(sessions: number): void;
  warn(message: string): void;
}

/**
 * Sends the journals of sessions the server has not seen: those of library runs without a server, and what an outage
 * left behind.
 *
 * @returns how many sessions were taken in
 */
export async function takeInJournals({ url, apiKey, dataDir }: JournalDestination, report: TakeInReport): Promise<number> {
  const journals = createFileJournals(join(dataDir, 'journal'));
  const api = new ApiClient(url, apiKey);
  const unseen: string[] = [];
  for (const sessionId of await journals.list()) if (!(await isComplete(api, journals, sessionId))) unseen.push(sessionId);
  if (unseen.length === 0) return 0;
  report.start(unseen.length);
  const artifacts = createArtifactFolder(join(dataDir, 'artifacts'));
  const connection = connectHeddle({ url, ...(apiKey !== undefined && { apiKey }), journals, artifacts, warn: (message) => report.warn(message) });
  for (const sessionId of unseen) {
    await connection.resend(sessionId, resourceFromAttributes({ 'service.name': 'heddle' }));
    await connection.flush();
  }
  connection.close();
  return unseen.length;
}

async function isComplete(api: ApiClient, journals: ReturnType<typeof createFileJournals>, sessionId: string): Promise<boolean> {
  let last = 0;
  for await (const event of journals.open(sessionId).read()) last = event.sequence;
  return (await api.lastSequence(sessionId)) >= last;
}
