import { connectHeddle } from '@heddle/sdk';
import { createArtifactFolder, createFileJournals } from '@heddle/sdk/files';
import { resourceFromAttributes } from '@opentelemetry/resources';
import { join } from 'node:path';
import { ApiClient } from './api-client.js';

/**
 * Sends the journals of sessions the server has not seen: those of library runs without a server, and what an outage
 * left behind.
 *
 * @returns how many sessions were taken in
 */
export async function takeInJournals(url: string, dataDir: string, warn: (message: string) => void): Promise<number> {
  const journals = createFileJournals(join(dataDir, 'journal'));
  const api = new ApiClient(url);
  const unseen: string[] = [];
  for (const sessionId of await journals.list()) if (!(await isComplete(api, journals, sessionId))) unseen.push(sessionId);
  if (unseen.length === 0) return 0;
  const connection = connectHeddle({ url, journals, artifacts: createArtifactFolder(join(dataDir, 'artifacts')), warn });
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
