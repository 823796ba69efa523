import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createClient } from '@heddle/client';
import { type Store, createStore } from '@heddle/store';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type HeddleServer, createServer } from './create-server.js';

const KEY = 'correct horse battery';

let folder: string;
let store: Store;
let server: HeddleServer;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'heddle-client-'));
  store = await createStore({ dataFolder: folder });
  server = await createServer({ store, port: 0, grpcPort: null, version: '0.1.0', accessKey: KEY });
});
afterAll(async () => {
  await server.close();
  await store.close();
  await rm(folder, { recursive: true });
});

test('the client is made from the document of this server', async () => {
  const { data } = await createClient({ baseUrl: server.url, apiKey: KEY }).GET('/health');
  expect(data).toMatchObject({ status: 'ok' });
  const document: unknown = await (await fetch(`${server.url}/api/openapi.json`, { headers: { authorization: `Bearer ${KEY}` } })).json();
  const committed: unknown = JSON.parse(await readFile(new URL('../../client/openapi.json', import.meta.url), 'utf8'));
  expect(committed, 'after a change of routes: npm run generate -w packages/client').toEqual(document);
});

test('the client reads, asks with a body, and hears what was wrong', async () => {
  const client = createClient({ baseUrl: server.url, apiKey: KEY });
  expect((await client.GET('/sessions', { params: { query: { limit: 5 } } })).data).toEqual({ sessions: [] });
  expect((await client.POST('/sql', { body: { query: 'SELECT 1 AS one', limit: 10 } })).data).toMatchObject({ columns: [{ name: 'one', type: 'UInt8' }], rows: [[1]] });
  expect((await client.GET('/sessions/{sessionId}', { params: { path: { sessionId: 'nope' } } })).error?.error.message).toBe('There is no session "nope".');
  const refused = await createClient({ baseUrl: server.url }).GET('/sessions');
  expect(refused.response.status).toBe(401);
});
