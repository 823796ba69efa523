import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type NormaliseAgainOptions, type NormaliseResult, type Store, StoreError, createStore } from '@heddle/store';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type HeddleServer, createServer } from '../create-server.js';

const ACCESS_KEY = 'correct horse battery';
const NOTHING: NormaliseResult = { spans: 0, changed: 0, traces: 0, failed: 0, failures: [], stopped: false };

let folder: string;
let store: Store;
let server: HeddleServer;
/** Takes the place of a run that takes long; the store's own otherwise. */
let run: Store['normaliseAgain'] | undefined;
/** Keys by what they are for. */
const keys: Record<string, string> = {};

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'heddle-normalise-'));
  store = await createStore({ dataFolder: folder });
  const slowStore: Store = { ...store, normaliseAgain: (options) => (run ?? store.normaliseAgain)(options) };
  server = await createServer({ store: slowStore, port: 0, grpcPort: null, version: '0.1.0', accessKey: ACCESS_KEY });
  for (const project of ['blue', 'red']) {
    await post('/api/projects', ACCESS_KEY, { projectId: project });
    for (const scope of ['admin', 'write']) {
      const made = await post('/api/keys', ACCESS_KEY, { name: scope, scopes: [scope], project });
      keys[`${project} ${scope}`] = ((await made.json()) as { secret: string }).secret;
    }
    expect((await post('/v1/traces', keys[`${project} write`]!, traceRequest())).status).toBe(200);
  }
});
afterAll(async () => {
  await server.close();
  await store.close();
  await rm(folder, { recursive: true });
});

function post(path: string, key: string, body: unknown, signal?: AbortSignal): Promise<Response> {
  return fetch(`${server.url}${path}`, {
    method: 'POST', body: JSON.stringify(body), headers: { 'content-type': 'application/json', authorization: `Bearer ${key}` }, ...(signal && { signal }),
  });
}

function traceRequest() {
  const span = { traceId: '1'.repeat(32), spanId: '1'.repeat(16), name: 'step', startTimeUnixNano: '1790000000000000000', endTimeUnixNano: '1790000001500000000' };
  return { resourceSpans: [{ scopeSpans: [{ spans: [span] }] }] };
}

/** What was asked of the store. */
async function asked(key: string, body: unknown): Promise<Pick<NormaliseAgainOptions, 'project'>> {
  let seen: NormaliseAgainOptions = {};
  run = async (options = {}) => {
    seen = options;
    return NOTHING;
  };
  const answer = await post('/api/normalise', key, body);
  run = undefined;
  return answer.status === 200 ? { ...(seen.project !== undefined && { project: seen.project }) } : ((await answer.json()) as { error: never }).error;
}

test('says how far it has come, and what came of it', async () => {
  const answer = await post('/api/normalise', ACCESS_KEY, {});
  expect([answer.status, answer.headers.get('content-type')]).toEqual([200, 'text/event-stream; charset=utf-8']);
  const text = await answer.text();
  expect(text).toContain('event: progress\ndata: {"spans":1,"changed":0,"traces":0,"failed":0}\n\n');
  expect(text).toMatch(/event: end\ndata: {"spans":2,"changed":0,"traces":2,"failed":0,"failures":\[\],"stopped":false}\n\n$/);
});

test('a key that writes may not, and an admin may only at home', async () => {
  expect(await asked(keys['red write']!, {})).toMatchObject({ code: 'SCOPE_MISSING' });
  expect(await asked('', {})).toMatchObject({ code: 'KEY_REQUIRED' });
  expect(await asked(keys['red admin']!, { project: 'blue' })).toMatchObject({ code: 'PROJECT_FOREIGN' });
  expect(await asked(keys['red admin']!, {})).toEqual({ project: 'red' });
  expect(await asked(keys['red admin']!, { project: 'red' })).toEqual({ project: 'red' });
  expect(await asked(ACCESS_KEY, { project: 'blue' })).toEqual({ project: 'blue' });
  expect(await asked(ACCESS_KEY, {})).toEqual({});
  expect(await asked(ACCESS_KEY, { project: 'No Way' })).toMatchObject({ code: 'QUERY_INVALID' });
});

test('a run ends when its client leaves', async () => {
  const stopped = new Promise<void>((resolve) => {
    run = (options = {}) => {
      options.onProgress?.(NOTHING);
      return new Promise((end) => options.signal?.addEventListener('abort', () => (resolve(), end({ ...NOTHING, stopped: true }))));
    };
  });
  const leaving = new AbortController();
  expect((await post('/api/normalise', ACCESS_KEY, {}, leaving.signal)).status).toBe(200);
  run = undefined;
  leaving.abort();
  await stopped;
});

test('a run beside another is refused, and one that breaks off says why', async () => {
  run = () => Promise.reject(new StoreError('NORMALISE_RUNNING', 'One is under way.'));
  const refused = await post('/api/normalise', ACCESS_KEY, {});
  expect([refused.status, await refused.json()]).toEqual([409, { error: { code: 'NORMALISE_RUNNING', message: 'One is under way.' } }]);
  run = async (options = {}) => {
    options.onProgress?.(NOTHING);
    throw new StoreError('ENGINE_FAILED', 'It does not answer.');
  };
  const broken = await (await post('/api/normalise', ACCESS_KEY, {})).text();
  run = undefined;
  expect(broken).toMatch(/^event: progress\n.*\n\nevent: error\ndata: {"code":"STORE_UNAVAILABLE","message":"It does not answer."}\n\n$/);
});
